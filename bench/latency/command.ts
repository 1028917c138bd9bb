import { Command } from "commander";
import { wholeFrom, wholesFrom } from "../numbers";
import { type LatencyOptions, runLatency } from "./run";

const USUAL = [5, 50, 150];

/** `npm run bench -- latency`: how much the distance to the hosts costs. */
export const latencyCommand = new Command("latency")
  .description(
    "on simulated hosts: round trips one after the other from the dial until a worker has joined, and seconds of an " +
      "`up` without stacks beside those of a script that makes the same swarm",
  )
  .argument("[milliseconds...]", `of a round trip; by default ${USUAL.join(", ")}`, wholesFrom(0))
  .option("--hosts <count>", "how many hosts", wholeFrom(1), 5)
  .option("--seed <number>", "the same seed gives the same hosts", wholeFrom(0), 1)
  .option("--json", "print the figures as JSON")
  .option("--record", "write the figures into docs/performance.json")
  .action((latencies: number[], options: LatencyOptions) =>
    runLatency(latencies.length > 0 ? latencies : USUAL, options),
  );
