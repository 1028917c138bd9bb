import { nodeName } from "../../provisioners/docker/quorum";
import { findingsOf } from "../doctor/findings";
import { portsOf } from "../graph/service-parts";
import { type NodeRow, reportOf } from "../look/report";
import type { SwarmLook } from "../look/swarm-look";
import { taskName } from "../workloads/select";
import type { NodeView, Snapshot, TaskView } from "./wire";

/**
 * What the page shows of a look. Where no manager knows the services, those of the snapshot before are kept, with their time.
 * Connections of the state are not in it.
 */
export function snapshotOf(look: SwarmLook, now: Date, before?: Snapshot): Snapshot {
  const { swarm, quorum, nodes, services, refusals } = reportOf(look);
  const said = refusals.map(({ manager, reason }) => `${manager} ${reason}`).join("; ");
  const shown: Snapshot = {
    ...{ at: now.toISOString(), swarm },
    quorum: quorum ? { held: quorum.held, text: quorum.text } : { held: false, text: `unknown: ${said}` },
    nodes: nodes.map((row) => nodeView(row, look)),
    services: services.map(({ name, mode, image, running, desired, reason }) => {
      const own = look.swarm?.services.find(({ Spec }) => Spec.Name === name);
      return { name, mode, image, running, desired, ports: own ? portsOf(own) : [], reason };
    }),
    tasks: tasksOf(look),
    findings: findingsOf(look, services, now).map(({ severity, where, what, why, fix }) => {
      return { severity, where, what, why, fix };
    }),
  };
  if (look.swarm || !before) return shown;
  return { ...shown, services: before.services, tasks: before.tasks, seenBefore: before.seenBefore ?? before.at };
}

function nodeView(row: NodeRow, { hosts }: SwarmLook): NodeView {
  const { name, role, leader, availability, state, zone, address, engine, disk, memory } = row;
  const host = hosts.get(name);
  return {
    ...{ name, role, leader, availability, state, zone, address, engine, disk, memory },
    ...(host && "unreachable" in host && { unreachable: host.unreachable }),
  };
}

/** Tasks that are to run, or still do. */
function tasksOf({ declared, swarm }: SwarmLook): TaskView[] {
  if (!swarm) return [];
  const names = new Map(swarm.nodes.map((node) => [node.ID, nodeName(node)]));
  for (const { nodeId, name } of declared.nodes) names.set(nodeId, name);
  return swarm.tasks
    .filter(({ DesiredState, Status }) => DesiredState === "running" || Status.State === "running")
    .map((task) => ({
      ...{ id: task.ID, name: taskName(task, swarm) },
      service: swarm.services.find(({ ID }) => ID === task.ServiceID)?.Spec.Name ?? task.ServiceID,
      node: names.get(task.NodeID ?? "") ?? task.NodeID ?? "",
      ...{ state: task.Status.State, desired: task.DesiredState, error: task.Status.Err },
    }))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }) || (a.id < b.id ? -1 : 1));
}
