import type { ClusterMachine } from "../sources/machine";

/** Why machines cannot form a swarm, one sentence each, with the fix; empty when they can. */
export function checkMachines(machines: readonly Pick<ClusterMachine, "name" | "role">[]): string[] {
  const problems: string[] = [];
  machines.forEach(({ name }, index) => {
    const first = machines.findIndex((other) => other.name === name);
    if (first < index) problems.push(`machines[${index}].name is the same as machines[${first}].name: ${name}`);
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
      problems.push(`machines[${index}].name must be a DNS label (a-z, 0-9 and - in between): ${name}`);
    }
  });
  const managers = machines.filter(({ role }) => role === "manager").length;
  if (managers < 1) problems.push("machines need a manager: at least one with role `manager`");
  if (managers > 7) problems.push(`machines have ${managers} managers: at most 7 are allowed, make the others workers`);
  return problems;
}
