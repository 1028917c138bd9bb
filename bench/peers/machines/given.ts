import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../../provisioners/core/errors";
import { packageRoot } from "../../../provisioners/core/paths";
import type { Options } from "../programs";
import { endConnections, onMachine, writeAccess } from "./access";
import type { Fleet } from "./fleet";
import { type Machine, type Variant, variants } from "./machine";

const script = (name: string) => readFile(join(packageRoot, "bench", "peers", "script", `${name}.sh`), "utf8");

/** What can be measured on machines that somebody has, or why nothing can. */
export interface Findings {
  variant: Variant;
  source: "docker" | "distribution";
  problems: string[];
}

/** Machines that somebody has: what a run made is taken away again before the next. */
export async function givenFleet(folder: string, machines: readonly Machine[], signal: AbortSignal): Promise<Fleet> {
  await writeAccess(folder, machines);
  const everywhere = async (name: string, options: Options, some = machines) => {
    const text = await script(name);
    const said = await Promise.all(some.map((machine) => onMachine(folder, machine, text, options)));
    await endConnections(folder);
    return said;
  };
  /** Also what a bench left that was killed. A manager may refuse, where somebody has used the swarm since: then all stay. */
  const restore = async () => {
    for (const role of ["manager", "worker"]) {
      const some = machines.filter((machine) => machine.role === role);
      await everywhere("restore", { what: "take away what a run made", code: "BENCH_RESTORE" }, some);
    }
  };
  const look = async () => {
    await restore();
    const found = findings(machines, await everywhere("look", { what: "look at the machine", signal }));
    refuse(found.problems);
    return found;
  };
  const first = await look();
  return {
    kept: true,
    variants: [first.variant],
    engine: { source: first.source },
    async take(variant, runFolder) {
      const { variant: actual } = await look();
      if (actual !== variant)
        refuse([`they were of the kind "${variants[variant]}", and are now "${variants[actual]}"`]);
      await everywhere("keep", { what: "keep what is there", signal });
      await writeAccess(runFolder, machines);
      return machines;
    },
    giveBack: restore,
  };
}

/** Pure: what the machines' answers to `look.sh` mean. */
export function findings(machines: readonly Pick<Machine, "name">[], answers: readonly string[]): Findings {
  const facts = answers.map((answer) =>
    answer
      .trim()
      .split("\n")
      .map((line) => line.split(" ")),
  );
  const valuesOf = (index: number, key: string) =>
    (facts[index] ?? []).filter(([name]) => name === key).map(([, value = ""]) => value);
  const problems = machines.flatMap(({ name }, index) => [
    ...valuesOf(index, "prepared").map((path) => `${name} is prepared for a swarm already: ${path} is there`),
    ...valuesOf(index, "remains").map((path) => `${name} has no Docker, but its data: ${path}`),
    ...valuesOf(index, "apt").map(() => `${name} has no Docker, and no apt-get to install and remove it again`),
    ...valuesOf(index, "docker")
      .filter((state) => !["absent", "inactive"].includes(state))
      .map((state) => `${name} is in a swarm, or its Docker does not answer: ${state}`),
  ]);
  const absent = machines.filter((_, index) => valuesOf(index, "docker").includes("absent"));
  if (absent.length > 0 && absent.length < machines.length) {
    problems.push(`only some have Docker; without it are: ${absent.map(({ name }) => name).join(", ")}`);
  }
  const sources = new Set(machines.flatMap((_, index) => valuesOf(index, "source")));
  if (sources.size > 1) problems.push("some have Docker from its own repository, others from the distribution");
  return {
    variant: absent.length > 0 ? "install" : "present",
    source: sources.has("docker") ? "docker" : "distribution",
    problems,
  };
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new SwarmError({
    code: "BENCH_HOSTS",
    summary: "The machines cannot be measured on: what is there now could not be brought back",
    cause: problems.join("\n"),
    fix: "give machines that are in no swarm and all alike: all with Docker, or all without",
  });
}
