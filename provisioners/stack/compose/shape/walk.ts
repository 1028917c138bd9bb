import { nearestOf } from "../../../core/nearest";
import type { Findings } from "../document/findings";
import type { ListTree, MapTree, ScalarTree, Tree } from "../document/tree";
import { formatProblem } from "./formats";
import { elsewhere } from "./hints";
import { changeOf, takesAnyScalar } from "./rewritten";
import { anything, type Kind, type Shape } from "./shape";

/** Checks a tree against its shape, as Docker does with the schema of the file's version. */
export function checkShape(tree: Tree, shape: Shape, version: number, findings: Findings): void {
  const walk = (node: Tree, shape: Shape, name: string): void => {
    if (shape === anything || (node.kind === "scalar" && node.judged)) return;
    if (node.kind === "scalar" && node.doubtful && shape.kinds.includes("boolean")) {
      findings.problem(node.at, `${name} is text to Docker from version 27 on: write true or false`);
      return;
    }
    if (node.kind === "scalar" && node.doubtful && !shape.ignored) {
      findings.warning(node.at, `${name} is a boolean to Docker before version 27, which refuses it: quote it`);
    }
    if (node.kind === "scalar" && node.plain?.type === "time" && !takesAnyScalar(shape)) {
      findings.problem(node.at, `${name} is a date to Docker, and it takes none here: put the value in quotes`);
      return;
    }
    if (!kindsOf(node).some((kind) => shape.kinds.includes(kind))) {
      findings.problem(node.at, `${name} must be ${kindText(shape.kinds, node)}`);
      return;
    }
    if (node.kind === "map") checkMap(node, shape, name);
    else if (node.kind === "list") checkList(node, shape, name);
    else checkScalar(node, shape, name);
  };

  const checkMap = ({ at, entries }: MapTree, shape: Shape, name: string) => {
    for (const key of shape.required ?? []) {
      if (!entries.has(key)) findings.problem(at, `${name} needs \`${key}\``);
    }
    for (const [key, { keyAt, value }] of entries) {
      const path = name ? `${name}.${key}` : key;
      const known = shape.keys && Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
      if (known && (known.since ?? 0) > version) {
        findings.problem(keyAt, newer(path, known.since));
      } else if (known) {
        walk(value, known, path);
      } else if (shape.extensible !== undefined && key.startsWith("x-")) {
        if (shape.extensible > version) findings.problem(keyAt, newer(path, shape.extensible));
      } else if (!shape.others) {
        const reason = unknownKey(key, path, shape);
        if (shape.lenient) findings.warning(keyAt, `Docker ignores it: ${reason}`);
        else findings.problem(keyAt, reason);
      } else if (shape.names && !shape.names.test(key)) {
        findings.problem(keyAt, `${path} is no name: use letters, digits, \`.\`, \`_\` and \`-\``);
      } else {
        walk(value, shape.others, path);
      }
    }
  };

  const checkList = ({ items }: ListTree, shape: Shape, name: string) => {
    const seen = new Set<string>();
    items.forEach((item, index) => {
      const path = `${name}[${index}]`;
      if (shape.items) walk(item, shape.items, path);
      const text = plainText(item);
      if (shape.unique && seen.has(text)) findings.problem(item.at, `${path} is listed twice: remove one`);
      seen.add(text);
    });
  };

  const checkScalar = (node: ScalarTree, shape: Shape, name: string) => {
    const { at, value } = node;
    const { problem, warning } = changeOf(node, shape);
    if (problem) findings.problem(at, `${name} ${problem}`);
    if (warning) findings.warning(at, `${name}: ${warning}`);
    if (shape.options && !shape.options.includes(String(value))) {
      const near = nearestOf(String(value), shape.options);
      const options = shape.options.map((option) => `\`${option}\``).join(", ");
      findings.problem(at, `${name} must be one of ${options}${near ? `: did you mean \`${near}\`?` : ""}`);
    }
    if (shape.least !== undefined && Number(value) < shape.least) {
      findings.problem(at, `${name} must be at least ${shape.least}`);
    }
    if (shape.most !== undefined && Number(value) > shape.most) {
      findings.problem(at, `${name} must be at most ${shape.most}`);
    }
    if (shape.format && value !== null && typeof value !== "boolean") {
      const problem = formatProblem(shape.format, value);
      if (problem) findings.problem(at, `${name} ${problem}`);
    }
  };

  walk(tree, shape, "");
}

function newer(path: string, since: number | undefined): string {
  return `\`${path}\` needs format 3.${since}: remove the line \`version:\``;
}

function unknownKey(key: string, path: string, shape: Shape): string {
  const known = Object.keys(shape.keys ?? {});
  const hint = shape.extensible !== undefined ? elsewhere(key, shape) : undefined;
  if (hint) return `Docker's stack files do not have \`${path}\`: ${hint}`;
  const near = nearestOf(key, known);
  if (near) return `\`${path}\` is no known key: did you mean \`${near}\`?`;
  const few = known.length <= 12 ? `; here are ${known.sort().join(", ")}` : ": remove it";
  return `\`${path}\` is no known key of Docker's stack files${few}`;
}

function kindsOf(node: Tree): Kind[] {
  if (node.kind === "map") return ["mapping"];
  if (node.kind === "list") return ["list"];
  if (node.value === null) return ["nothing"];
  if (typeof node.value === "string") return ["text"];
  if (typeof node.value === "boolean") return ["boolean"];
  if (Number.isInteger(node.value)) return ["whole", "number"];
  return Number.isFinite(node.value) ? ["number"] : [];
}

const kindTexts: Record<Kind, string> = {
  text: "text",
  number: "a number",
  whole: "a whole number",
  boolean: "true or false",
  mapping: "a mapping",
  list: "a list",
  nothing: "empty",
};

function kindText(kinds: readonly Kind[], node: Tree): string {
  const texts = kinds.map((kind) => kindTexts[kind]).join(" or ");
  const [kind] = kindsOf(node);
  if (kind === "nothing") return `${texts}: give a value, or remove the key`;
  const quoted = kinds.includes("text") && (kind === "number" || kind === "whole" || kind === "boolean");
  if (quoted) return `${texts}: put the value in quotes`;
  const bare = node.kind === "scalar" && kind === "text" && !kinds.includes("list") && !kinds.includes("mapping");
  return bare ? `${texts}, without quotes` : texts;
}

function plainText(node: Tree): string {
  if (node.kind === "scalar") return JSON.stringify(node.value);
  if (node.kind === "list") return `[${node.items.map(plainText).join()}]`;
  const entries = [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, { value }]) => `${JSON.stringify(key)}:${plainText(value)}`).join()}}`;
}
