import { isMap, isScalar, parseDocument } from "yaml";
import { type ObjectKind, objectKinds } from "../../docker/contents";
import type { Findings } from "./document/findings";
import { at, entriesOf, isGiven, isTrue, itemsOf, printedOf, textOf } from "./document/nodes";
import type { Tree } from "./document/tree";

/** A secret or config whose content the stack brings along. */
export interface StackObject {
  kind: ObjectKind;
  /** Its key in the file. */
  key: string;
  place: { file: string; line: number; column: number };
  /** File beside the stack file that holds the content. */
  file?: string;
  /** Variable that holds the content. */
  environment?: string;
  /** Begin of its name in the swarm; by default stack and key. */
  name?: string;
  labels: Record<string, string>;
  templateDriver?: string;
}

/** Secrets and configs of a stack that need a content. */
export function readObjects(stackFile: Tree, findings: Findings): StackObject[] {
  return objectKinds.flatMap((kind) =>
    entriesOf(at(stackFile, `${kind}s`)).flatMap(({ key, keyAt, value }) => {
      if (!needsContent(value)) return [];
      const { file, environment } = sourcesOf(value);
      const name = textOf(at(value, "name"));
      const labels = labelsOf(at(value, "labels"));
      const templateDriver = textOf(at(value, "template_driver"));
      return [{ kind, key, place: findings.placeOf(keyAt), file, environment, name, labels, templateDriver }];
    }),
  );
}

/** Those of one file: each must stand there itself, to be replaced, and say one source. */
export function checkObjects(file: Tree, text: string, findings: Findings): void {
  for (const kind of objectKinds) {
    for (const { key, keyAt, value } of entriesOf(at(file, `${kind}s`))) {
      if (!needsContent(value)) continue;
      const path = `${kind}s.${key}`;
      const { file, environment } = sourcesOf(value);
      if (file && environment) {
        findings.problem(keyAt, `${path} has \`file\` and \`environment\`: remove one of them`);
      }
      if (!rangeOf(text, kind, key)) {
        findings.problem(keyAt, `${path} comes from \`<<\` or an alias: write it out under the top-level \`${kind}s\``);
      }
    }
  }
}

const sourcesOf = (value: Tree) => ({ file: textOf(at(value, "file")), environment: textOf(at(value, "environment")) });

/** It is neither external, nor of a driver, nor in a file on the managers. */
export function needsContent(value: Tree): boolean {
  const external = at(value, "external");
  if (isTrue(external) || external?.kind === "map" || isGiven(at(value, "driver"))) return false;
  const { file, environment } = sourcesOf(value);
  return Boolean(file || environment) && !file?.startsWith("/");
}

/** The file for Docker, with these objects as ones that are there already. Lines stay where they are. */
export function withObjects(text: string, objects: readonly { kind: ObjectKind; key: string; name: string }[]): string {
  // `name` came with format 3.5; Docker warns of what was there before.
  const isOld = /^3\.[0-4]$/.test(versionIn(text) ?? "");
  const external = (name: string) => (isOld ? `{external: {name: "${name}"}}` : `{external: true, name: "${name}"}`);
  const places = objects.map(({ kind, key, name }) => ({ name, range: rangeOf(text, kind, key) }));
  // From the end, so that what is still to be replaced does not move.
  places.sort((a, b) => (b.range?.[0] ?? 0) - (a.range?.[0] ?? 0));
  return places.reduce((result, { name, range }) => {
    if (!range) return result;
    const [start, end] = range;
    const rest = "\n".repeat(result.slice(start, end).split("\n").length - 1);
    return `${result.slice(0, start)}${external(name)}${rest}${result.slice(end)}`;
  }, text);
}

/** The value of a file's `version:` line. */
export function versionIn(text: string): string | undefined {
  const version: unknown = documentOf(text).get("version");
  return version === undefined ? undefined : String(version);
}

const documentOf = (text: string) => parseDocument(text, { merge: true, logLevel: "error" });

/** Where the value of an object stands in the text; `undefined` where it does not stand there itself. */
function rangeOf(text: string, kind: ObjectKind, key: string): [number, number] | undefined {
  const section = documentOf(text).get(`${kind}s`, true);
  if (!isMap(section)) return undefined;
  const pair = section.items.find((item) => isScalar(item.key) && item.key.value === key);
  const range = (pair?.value as { range?: [number, number, number] } | undefined)?.range;
  return range && [range[0], range[1]];
}

/** Labels, as a mapping or as lines of `key=value`. */
export function labelsOf(tree: Tree | undefined): Record<string, string> {
  const pairs = entriesOf(tree).map(({ key, value }) => [key, printedOf(value) ?? ""] as const);
  const lines = itemsOf(tree).map((item) => {
    const [, key = "", value = ""] = /^([^=]*)=?([\s\S]*)$/.exec(textOf(item) ?? "") ?? [];
    return [key, value] as const;
  });
  return Object.fromEntries([...pairs, ...lines]);
}
