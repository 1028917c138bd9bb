import { SwarmError } from "../../../provisioners/core/errors";
import { onMachine } from "./access";
import type { Machine } from "./machine";

const LOOK = `set -eu
echo "nodes $(docker node ls --format '{{.Status}}' | grep -c Ready)"
echo "managers $(docker node ls --format '{{.ManagerStatus}}' | grep -cE 'Leader|Reachable')"
echo "replicas $(docker service ls --format '{{.Name}}={{.Replicas}}' | tr '\\n' ' ')"
echo "ids $(docker node ls -q | sort | tr '\\n' ' ')$(docker service ps -q hello_web | sort | tr '\\n' ' ')"`;

/** What a tool made. */
export interface MadeSwarm {
  nodes: number;
  managers: number;
  replicas: string;
  /** Of nodes and tasks: others show that something was made anew. */
  ids: string;
}

/** Asks the first manager for the swarm that a tool made. */
export async function readSwarm(folder: string, machines: readonly Machine[], signal: AbortSignal): Promise<MadeSwarm> {
  const first = machines.find(({ role }) => role === "manager") as Machine;
  return parseSwarm(await onMachine(folder, first, LOOK, { what: "look at the swarm", signal }));
}

/** Pure. */
export function parseSwarm(text: string): MadeSwarm {
  const textOf = (key: string) => text.match(new RegExp(`^${key} (.*)$`, "m"))?.[1]?.trim() ?? "";
  return {
    nodes: Number(textOf("nodes")),
    managers: Number(textOf("managers")),
    replicas: textOf("replicas"),
    ids: textOf("ids"),
  };
}

/** Pure: a figure is worth something only where the work was done. */
export function refuseIncomplete(made: MadeSwarm, machines: readonly Pick<Machine, "role">[]): void {
  const managers = machines.filter(({ role }) => role === "manager").length;
  const problems = [
    made.nodes !== machines.length && `${made.nodes} of ${machines.length} nodes are ready`,
    made.managers !== managers && `${made.managers} of ${managers} managers are reachable`,
    made.replicas !== "hello_web=3/3" && `of the stack runs: ${made.replicas || "nothing"}`,
  ].filter((problem) => problem !== false);
  if (problems.length === 0) return;
  const summary = "The tool ended well, and the swarm is not as it should be";
  throw new SwarmError({ code: "BENCH", summary, cause: problems.join("\n") });
}
