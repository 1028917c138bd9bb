import type { z } from "zod";
import { majority } from "../../docker/quorum";
import type { Problem } from "../../provider/resource";
import { isObject, type Properties, UNKNOWN } from "../../provider/wire";
import type { Permission, preflightInputs, preflightOutputs } from "./schema";

type Inputs = z.output<typeof preflightInputs>;
/** What the plan is compared with. */
type Passed = Inputs & Pick<z.output<typeof preflightOutputs>, "released">;

/** A manager that stays by name. */
interface Successor {
  name: string;
  /** At the same address the old machine has to go before the new one can come. */
  inMaintenanceSlot: boolean;
  /** Where an SSH address outlives its machine, nobody reaches the old one once the new one stands. */
  outOfReach: boolean;
}

/**
 * What this plan would do to a cluster's managers and data, in plain words; nothing where it is allowed. Values that
 * come from something that is made anew are `UNKNOWN`.
 */
export function planProblems(state: Passed, inputs: Properties): Problem[] {
  const isAllowed = (what: Permission) => Array.isArray(inputs.allow) && inputs.allow.includes(what);
  return [
    ...fixedProblems(state, inputs),
    ...managerProblems(state, inputs, isAllowed("replaceManagers")),
    ...(isAllowed("fewerManagers") ? [] : shrinkProblems(state, inputs)),
    ...(isAllowed("replaceLoadBalancer") ? [] : balancerProblems(state, inputs)),
    ...(isAllowed("deleteVolumes") ? [] : volumeProblems(state, inputs)),
  ];
}

function fixedProblems(state: Inputs, { fixed }: Properties): Problem[] {
  const before = new Map(state.fixed.map(({ key, value }) => [key, value]));
  return (Array.isArray(fixed) ? fixed : []).filter(isObject).flatMap(({ key, value, made }) => {
    const kept = made ?? before.get(String(key));
    if (kept === undefined || value === UNKNOWN || kept === UNKNOWN || kept === value) return [];
    const path = `--path 'swarm:${key}'`;
    const back = kept
      ? `Set it back: \`pulumi config set ${path} ${kept}\``
      : `Take it out: \`pulumi config rm ${path}\``;
    const reason = `${value || "none"} is not what the cluster was made with: ${kept || "none"}. It is fixed, as network, firewalls and volumes hang on it. ${back}; a cluster with another value is a stack of its own.`;
    return [{ property: String(key), reason }];
  });
}

function managerProblems(state: Inputs, inputs: Properties, isAllowed: boolean): Problem[] {
  const managers = managersIn(state.hosts).length;
  const replaced = successors(state, inputs);
  const names = (list: Successor[]) => list.map(({ name }) => name).join(", ");
  const inMaintenanceSlot = replaced.filter((each) => each.inMaintenanceSlot);
  if (managers - inMaintenanceSlot.length < majority(managers)) {
    return [
      problem(
        `the machines of ${inMaintenanceSlot.length} of ${managers} managers (${names(inMaintenanceSlot)}) would be deleted before new ones stand at their addresses, and the swarm would be lost`,
        "Declare the new managers in a pool of their own and take the old pool out in the same run: the new ones join first.",
      ),
    ];
  }
  if (replaced.length > 0 && replaced.filter((each) => each.outOfReach).length === managers) {
    return [
      problem(
        `the addresses at which all managers (${names(replaced)}) are reached over SSH would lead to new machines before these have joined, and the swarm would be lost`,
        `Declare the new managers in a pool of their own and take the old pool out in the same run${managers > 1 ? ", or replace one at a time (`pulumi up --replace`)" : ""}.`,
      ),
    ];
  }
  if (isAllowed || replaced.length < 2) return [];
  return [
    problem(
      `this run replaces ${replaced.length} of ${managers} managers (${names(replaced)})`,
      `The new ones join first, then the old ones leave one at a time. If that is wanted: ${howTo("replaceManagers")}`,
    ),
  ];
}

function shrinkProblems(state: Inputs, { hosts }: Properties): Problem[] {
  if (!Array.isArray(hosts)) return [];
  const [before, after] = [managersIn(state.hosts).length, managersIn(hosts).length];
  if (after >= majority(before)) return [];
  return [
    problem(
      `this run takes ${before - after} of ${before} managers away, more than the swarm survives losing at once`,
      `They go one at a time, and ${after === 1 ? "the one that stays is a single point of failure" : `${after} stay`}. If that is wanted: ${howTo("fewerManagers")}`,
    ),
  ];
}

function balancerProblems(state: Inputs, { balancerZones = [] }: Properties): Problem[] {
  const declared: unknown[] = Array.isArray(balancerZones) ? balancerZones : [];
  const gone = state.balancerZones.filter((zone) => !declared.includes(zone));
  // Without any zone left there is to be no load balancer.
  if (gone.length === 0 || declared.length === 0) return [];
  const reason =
    `this run takes ${gone.join(", ")} from the load balancer, which the cloud replaces for it: the new one has another name, and ` +
    "published ports answer at neither for a minute or two. Point DNS names of your own at the new name afterwards";
  return [{ property: "balancerZones", reason: `${reason}. If that is wanted: ${howTo("replaceLoadBalancer")}` }];
}

function volumeProblems(state: Passed, { volumes = [] }: Properties): Problem[] {
  const declared: unknown[] = Array.isArray(volumes) ? volumes : [volumes];
  const lost = state.volumes.filter((id) => !declared.includes(id)).join(", ");
  if (!lost) return [];
  const refuse = (reason: string) => [{ property: "volumes", reason: `${reason}: ${howTo("deleteVolumes")}` }];
  // What counts is how the volumes were made: a deletion goes by the state, too.
  if (!state.retained || state.released) {
    return refuse(`this run deletes the volume ${lost} with everything that is on it. If that is wanted`);
  }
  if (declared.every((id) => state.volumes.includes(String(id)))) return [];
  return refuse(
    `this run puts a new volume in the place of ${lost}, which stays: the services would start on an empty volume. Take back what asks for another one (such as its zone or \`cloud.name\`), or use it on with \`cloud.nfs.volumeId\`. If an empty volume is wanted`,
  );
}

function problem(what: string, fix: string): Problem {
  return { property: "hosts", reason: `${what}. ${fix}` };
}

const howTo = (what: Permission) => `\`pulumi config set --path 'swarm:allow[0]' ${what}\`, for this run.`;

function managersIn(hosts: readonly unknown[]): Properties[] {
  return hosts.filter(isObject).filter(({ role }) => role === "manager");
}

/** Managers whose machine is another one than before. */
function successors(state: Inputs, { hosts }: Properties): Successor[] {
  const news = new Map(Array.isArray(hosts) ? managersIn(hosts).map((host) => [host.name, host]) : []);
  return managersIn(state.hosts).flatMap((old): Successor[] => {
    const next = news.get(old.name);
    if (!next) return [];
    const inMaintenanceSlot = next.address === old.address;
    const outOfReach = isMadeAnew(next.connection) && sshAddress(next.connection) === sshAddress(old.connection);
    return !inMaintenanceSlot || isMadeAnew(next.connection)
      ? [{ name: String(old.name), inMaintenanceSlot, outOfReach }]
      : [];
  });
}

function sshAddress(connection: unknown): string | undefined {
  return isObject(connection) ? `${connection.host}:${connection.port}` : undefined;
}

/** A host key is known as long as its machine stays. */
function isMadeAnew(connection: unknown): boolean {
  return connection === UNKNOWN || (isObject(connection) && connection.hostKey === UNKNOWN);
}
