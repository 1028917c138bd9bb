import type { Findings } from "../document/findings";
import { at, entriesOf, itemsOf, textOf } from "../document/nodes";
import type { Tree } from "../document/tree";
import type { LimitedService } from "../limited-service";
import { portsOf } from "../ports-of";
import { type Constraint, constraintWarning, contradict, readConstraint } from "../shape/constraints";

/** Constraints that no node meets together, and updates that no swarm can finish. */
export function checkPlacement(file: Tree, findings: Findings): void {
  for (const { key, value: service } of entriesOf(at(file, "services"))) {
    const path = `services.${key}.deploy`;
    const constraints = constraintsOf(service);
    constraints.forEach(({ item, read }, index) => {
      const name = `${path}.placement.constraints[${index}]`;
      const warning = constraintWarning(textOf(item) ?? "");
      if (warning) findings.warning(item.at, `${name} ${warning}`);
      const other = constraints.slice(0, index).findIndex((one) => contradict(one.read, read));
      if (other >= 0)
        findings.problem(item.at, `${name} and constraints[${other}] are met by no node together: remove one`);
    });
    const order = startFirst(service);
    if (!order) continue;
    const limited = limitedOf(key, service);
    const isGlobal = textOf(at(service, "deploy", "mode")) === "global" && hasHostPorts(service);
    const isFull = limited?.only === "one node" && limited.replicas >= limited.perNode;
    if (!isGlobal && !isFull) continue;
    findings.warning(
      order.at,
      `${path}: an update can never finish, because \`order: start-first\` needs a second place on a node and ${isGlobal ? "ports in host mode" : limited?.because} leave none: use stop-first`,
    );
  }
}

/** The services that a swarm may be too small for. */
export function limitedServices(file: Tree): LimitedService[] {
  return entriesOf(at(file, "services")).flatMap(({ key, value }) => limitedOf(key, value) ?? []);
}

function limitedOf(service: string, tree: Tree): LimitedService | undefined {
  const deploy = at(tree, "deploy");
  const most = Number(textOf(at(deploy, "placement", "max_replicas_per_node")) ?? 0);
  const ports = hasHostPorts(tree);
  if ((textOf(at(deploy, "mode")) ?? "replicated") !== "replicated" || (!(most > 0) && !ports)) return undefined;
  const byPorts = ports && most !== 1;
  return {
    service,
    replicas: Number(textOf(at(deploy, "replicas")) ?? 1),
    perNode: byPorts ? 1 : most,
    because: byPorts ? "ports in host mode" : `max_replicas_per_node: ${most}`,
    only: onlyOf(constraintsOf(tree).map(({ read }) => read)),
    startFirst: startFirst(tree) !== undefined,
  };
}

function constraintsOf(service: Tree): { item: Tree; read: Constraint }[] {
  return itemsOf(at(service, "deploy", "placement", "constraints")).flatMap((item) => {
    const read = readConstraint(textOf(item) ?? "");
    return read ? [{ item, read }] : [];
  });
}

function onlyOf(constraints: readonly Constraint[]): LimitedService["only"] {
  const pinned = constraints.some(
    ({ key, operator }) => operator === "==" && (key === "node.hostname" || key === "node.id"),
  );
  if (pinned) return "one node";
  const role = constraints.find(({ key }) => key === "node.role");
  if (!role) return undefined;
  const isManager = (role.value.toLowerCase() === "manager") === (role.operator === "==");
  return isManager ? "manager" : "worker";
}

/** Ports of a node that its service takes; a number that Docker chooses is free. */
function hasHostPorts(service: Tree): boolean {
  return itemsOf(at(service, "ports")).some((item) =>
    portsOf(item).some(({ mode, port }) => mode === "host" && port > 0),
  );
}

function startFirst(service: Tree): Tree | undefined {
  const order = at(service, "deploy", "update_config", "order");
  return textOf(order) === "start-first" ? order : undefined;
}
