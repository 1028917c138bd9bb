import * as fc from "fast-check";
import type { DockerClient } from "./client/docker-client";
import { type Comparison, compare, type Disagreement } from "./compare/compare";
import { type CorpusFile, corpusVariables } from "./corpus";
import type { Difference } from "./differences";
import { inTurns } from "./in-turns";
import { minimise } from "./mutate/minimise";
import { type Mutation, mutate, mutationKinds } from "./mutate/mutate";

export interface FuzzOptions {
  seed: number;
  /** How many at the same time. */
  atOnce: number;
  /** Whether to go on, after so many files. */
  goesOn: (count: number) => boolean;
  onFile?: (result: FuzzResult) => void;
}

/** A disagreement with the file that shows it. */
export interface Found extends Disagreement {
  text: string;
  file: string;
}

export interface FuzzResult {
  count: number;
  /** By what both said of the files. */
  taken: number;
  refused: number;
  /** One of each kind. */
  found: Map<string, Found>;
  intended: Set<Difference>;
}

/** Compares changed files of the corpus, one after the other; the seed chooses the changes. */
export async function fuzz(
  client: DockerClient,
  corpus: readonly CorpusFile[],
  options: FuzzOptions,
): Promise<FuzzResult> {
  const result: FuzzResult = { count: 0, taken: 0, refused: 0, found: new Map(), intended: new Set() };
  await inTurns(options.atOnce, mutants(corpus, options), async (file) => {
    note(result, file, await compare(client, { text: file, variables: corpusVariables }));
    options.onFile?.(result);
  });
  return result;
}

function* mutants(corpus: readonly CorpusFile[], { seed, goesOn }: FuzzOptions): Generator<string> {
  for (let number = 0; goesOn(number); number++) yield mutant(corpus, seed, number);
}

/** The changed file of a number; the same for the same seed. */
export function mutant(corpus: readonly CorpusFile[], seed: number, number: number): string {
  const [{ choice, mutations } = { choice: 0, mutations: [] }] = fc.sample(changedFile, {
    seed: seed * 1_000_003 + number,
    numRuns: 1,
  });
  return mutate(corpus[choice % corpus.length]?.text ?? "", mutations);
}

const number = fc.nat(1_000_000);
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...mutationKinds, "retype", "retype", "rename"),
  where: number,
  what: number,
});
const changedFile = fc.record({ choice: number, mutations: fc.array(mutation, { minLength: 1, maxLength: 3 }) });

function note(result: FuzzResult, file: string, { disagreements, intended, refused }: Comparison): void {
  result.count++;
  if (refused.byUs && refused.byDocker) result.refused++;
  if (!refused.byUs && !refused.byDocker) result.taken++;
  for (const each of disagreements) {
    if (!result.found.has(each.kind)) result.found.set(each.kind, { ...each, file });
  }
  for (const difference of intended) result.intended.add(difference);
}

/** The smallest file that shows a disagreement. */
export function smallest(client: DockerClient, { kind, file }: Found): Promise<string> {
  return minimise(file, async (text) => {
    const { disagreements } = await compare(client, { text, variables: corpusVariables });
    return disagreements.some((each) => each.kind === kind);
  });
}
