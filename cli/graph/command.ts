import { writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { listNetworks } from "../../provisioners/docker/client/networks";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { withManager } from "../../provisioners/swarm/access/managers";
import { withContext } from "../context";
import { type GlobalOptions, globalsOf } from "../globals";
import { lookAt } from "../look/swarm-look";
import { chooseSwarm, declaredSwarms } from "../stack/declared-swarm";
import { type StateResource, stateOf } from "../stack/export";
import { mermaidOf } from "./mermaid";
import { nfsExportsOf } from "./nfs-exports";
import { svgOf } from "./svg/draw";
import { type Topology, topologyOf } from "./topology";

const drawers = { mermaid: mermaidOf, svg: svgOf };

interface GraphOptions {
  format: keyof typeof drawers;
  output?: string;
}

export function addGraph(program: Command): void {
  program
    .command("graph")
    .description("the swarm as a drawing: nodes by zone with their tasks, ports, networks, storage, and what is down")
    .addOption(
      new Option("--format <format>", "a Mermaid flowchart or an SVG picture")
        .choices(Object.keys(drawers))
        .default("mermaid"),
    )
    .option("--output <file>", "write it to a file")
    .addHelpText("after", "\nExamples:\n  pulumi-swarm graph\n  pulumi-swarm graph --format svg --output swarm.svg")
    .action(async (_options, command: Command) => {
      const options = globalsOf<GraphOptions>(command);
      const state = await stateOf(options);
      const topology = await withContext((context) => readTopology(context, state, options));
      const drawing = options.json ? `${JSON.stringify(topology, undefined, 2)}\n` : drawers[options.format](topology);
      if (options.output === undefined) process.stdout.write(drawing);
      else await writeFile(options.output, drawing);
    });
}

/** Works without a quorum, too: then there are the nodes that are declared. */
export async function readTopology(
  context: HandlerContext,
  state: readonly StateResource[],
  { swarm }: Pick<GlobalOptions, "swarm">,
): Promise<Topology> {
  const declared = chooseSwarm(declaredSwarms(state), swarm);
  const look = await lookAt(context, declared);
  const { managers, swarmId } = declared;
  const networks = look.swarm
    ? await withManager({ context, managers, swarmId }, "the networks", ({ host }) => listNetworks(host))
    : [];
  return topologyOf(look, { networks, exports: nfsExportsOf(state, declared) });
}
