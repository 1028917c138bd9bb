import { withObjects } from "../../../provisioners/stack/compose/objects";
import { readStackFile, type StackFile } from "../../../provisioners/stack/file/file";
import { type Deployment, type DockerClient, deployWith, STACK, type StackInput } from "../client/docker-client";
import { type Difference, differences } from "../differences";
import type { Facts } from "./facts";
import { ourFacts } from "./ours";
import { theirFacts } from "./theirs";

/** What our reader and Docker's client see differently in a file. */
export interface Disagreement {
  /** The same for the same cause, so that a smaller file can be told to show the same. */
  kind: string;
  text: string;
}

export interface Comparison {
  disagreements: Disagreement[];
  /** The differences that are intended and were seen. */
  intended: Difference[];
  refused: { byUs: boolean; byDocker: boolean };
}

/** Reads a file and has Docker's client deploy it, and holds one against the other. */
export async function compare(client: DockerClient, input: StackInput): Promise<Comparison> {
  const { text, variables } = input;
  const read = readStackFile(text, { variables, name: STACK });
  const files = { ...filesFor(read), ...input.files };
  // Docker knows no contents of variables; those of files it reads itself.
  const inVariables = read.objects.filter(({ environment }) => environment);
  const objects = inVariables.map(({ kind, key, name }) => ({ kind, key, name: name ?? `${STACK}_${key}` }));
  const deployment = await deployWith(client, { ...input, text: withObjects(text, objects), files });
  const found: { side: Difference["side"]; said: string }[] = [];
  const byDocker = deployment.refused !== undefined;
  const byUs = read.problems.length > 0;
  if (byUs && !byDocker) found.push(...read.problems.map(({ reason }) => ({ side: "ours" as const, said: reason })));
  if (byDocker && !byUs) found.push({ side: "docker", said: deployment.refused ?? "" });
  if (!byDocker) {
    found.push(...silent(read, deployment).map((said) => ({ side: "facts" as const, said })));
  }
  if (!byDocker && !byUs) {
    const ours = ourFacts({ ...input, files });
    const facts = ours ? factsApart(ours, theirFacts(deployment)) : ["our reader makes nothing of the file"];
    found.push(...facts.map((said) => ({ side: "facts" as const, said })));
  }
  const sorted = found.map((one) => ({ ...one, difference: differences.find((each) => covers(each, one)) }));
  return {
    disagreements: sorted.filter(({ difference }) => !difference).map(({ side, said }) => disagreement(side, said)),
    intended: sorted.flatMap(({ difference }) => difference ?? []),
    refused: { byUs, byDocker },
  };
}

const covers = ({ side, pattern }: Difference, one: { side: string; said: string }) =>
  side === one.side && pattern.test(one.said);

const sides = {
  ours: "Docker takes the file and we refuse it",
  docker: "Docker refuses the file and we take it",
  facts: "Docker and we read it differently",
};

function disagreement(side: Difference["side"], said: string): Disagreement {
  const general = said.replace(/`[^`]*`|"[^"]*"|[\w.-]*\d[\w.-]*|services\.[^.\s]+/g, "…");
  return { kind: `${side} ${general}`, text: `${sides[side]}: ${said}` };
}

/** Contents for the files that a stack file names. */
function filesFor({ envFiles, objects }: StackFile): Record<string, string> {
  const paths = [...envFiles.map(({ path }) => path), ...objects.flatMap(({ file }) => file ?? [])];
  return Object.fromEntries(paths.map((path) => [path, "FROM_FILE=1\n"]));
}

/** What the client says that it ignores and we say nothing of. */
function silent({ warnings }: StackFile, { ignored }: Deployment): string[] {
  return ignored
    .filter((key) => !warnings.some(({ reason }) => new RegExp(`ignores services\\.[^:]*\\.${key}\\b`).test(reason)))
    .map((key) => `Docker ignores \`${key}\` and we do not warn`);
}

function factsApart(ours: Facts, theirs: Facts): string[] {
  return (["services", "networks"] as const).flatMap((section) => {
    const [mine, other] = [ours[section], theirs[section]];
    return [...new Set([...Object.keys(mine), ...Object.keys(other)])].flatMap((name) =>
      apart(`${section}.${name}`, mine[name], other[name]),
    );
  });
}

function apart(path: string, ours: object | undefined, theirs: object | undefined): string[] {
  if (!ours || !theirs) return [`${path}: only ${ours ? "we have" : "Docker has"} it`];
  return Object.entries(ours).flatMap(([field, value]) => {
    const other = (theirs as Record<string, unknown>)[field];
    const [mine, their] = [JSON.stringify(value), JSON.stringify(other)];
    return mine === their ? [] : [`${path} ${field}: we read ${mine}, Docker ${their}`];
  });
}
