import { Command } from "commander";
import { wholeFrom, wholesFrom } from "../numbers";
import { runScale, type ScaleOptions } from "./run";

const USUAL = [50, 200, 1000];

/** `npm run bench -- scale`: clusters of many simulated hosts. */
export const scaleCommand = new Command("scale")
  .description(
    "on simulated hosts: seconds of an `up` without stacks, beside the limit that the engine and the slowest host set; of one that " +
      "changes nothing, and of `destroy`; the plugin's memory, connections and the state's size",
  )
  .argument("[hosts...]", `numbers of hosts; by default ${USUAL.join(", ")}`, wholesFrom(1))
  .option("--seed <number>", "the same seed gives the same hosts", wholeFrom(0), 1)
  .option("--latency <ms>", "milliseconds of a round trip to a host", wholeFrom(0), 5)
  .option(
    "--parallel <count>",
    "resources that the engine works on at a time; by default as many as hosts",
    wholeFrom(1),
  )
  .option("--json", "print the figures as JSON")
  .option("--record", "write the figures into docs/performance.json")
  .action((hosts: number[], options: ScaleOptions) => runScale(hosts.length > 0 ? hosts : USUAL, options));
