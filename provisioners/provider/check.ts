import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { Session } from "../core/session";
import { childOf, type Field, fieldOf } from "../schema/field";
import { formatPath, leadsTo, type Path } from "../schema/path";
import type { Problem, Resource } from "./resource";
import { isObject, type Properties, type Unwrapped } from "./wire";

/** Inputs with every default filled in, and without fields that are null, which Pulumi takes for "not given". */
export function withDefaults(value: unknown, field: Field | undefined): unknown {
  if (Array.isArray(value)) return value.map((element) => withDefaults(element, field?.items));
  if (!isObject(value) || !field?.properties) return value;
  const given = Object.entries(value).filter(([key, inner]) => inner !== null || !field.properties?.[key]);
  const filled: Properties = Object.fromEntries(
    given.map(([key, inner]) => [key, withDefaults(inner, childOf(field, key))]),
  );
  for (const [key, child] of Object.entries(field.properties)) {
    if (filled[key] === undefined && child.default !== undefined) filled[key] = structuredClone(child.default);
  }
  return filled;
}

/**
 * Everything that is wrong with the inputs. What is not known yet is not judged, and neither is what depends on it.
 */
export function problemsOf(resource: Resource, inputs: Unwrapped, session?: Session): Problem[] {
  const problems = schemaProblems(resource.inputs, inputs);
  const readable = problems.length === 0 ? readableInputs(resource, inputs.value, inputs.unknowns) : undefined;
  return readable ? (resource.check?.(readable as never, session) ?? []) : problems;
}

/** What is wrong with inputs by their schema alone. */
export function schemaProblems(schema: z.ZodType, { value, unknowns, secrets }: Unwrapped): Problem[] {
  const field = fieldOf(schema);
  const problems = strangers(value, field, []);
  const parsed = schema.safeParse(value);
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path as Path;
    if (issue.code === "unrecognized_keys" || unknowns.some((unknown) => isOpen(issue, path, unknown))) continue;
    problems.push({ property: formatPath(path), reason: reasonOf(issue, path, value, field, secrets) });
  }
  return problems;
}

/** What the resource has to say about inputs without problems. */
export function warningsOf(resource: Resource, { value, unknowns }: Unwrapped): string[] {
  const readable = resource.warnings && readableInputs(resource, value, unknowns);
  return (readable && resource.warnings?.(readable as never)) ?? [];
}

/** The inputs that the resource reads in a check; `undefined` while one of them is unknown. */
function readableInputs(resource: Resource, value: Properties, unknowns: Path[]): Properties | undefined {
  const keys = resource.reads ?? Object.keys(resource.inputs.shape);
  if (unknowns.some(([key]) => keys.includes(String(key)))) return undefined;
  const picked = Object.fromEntries(keys.map((key) => [key, true as const]));
  const schema = resource.reads ? resource.inputs.pick(picked as never) : resource.inputs;
  const given = Object.fromEntries(keys.map((key) => [key, value[key]]));
  return schema.safeParse(given).data as Properties | undefined;
}

/** True when the issue may go away once the value at `unknown` is known. */
function isOpen(issue: z.core.$ZodIssue, path: Path, unknown: Path): boolean {
  // A number of elements, or being no object at all, does not depend on what stands inside.
  const isOwn = issue.code === "too_small" || issue.code === "too_big" || issue.code === "invalid_type";
  return leadsTo(unknown, path) || (leadsTo(path, unknown) && !isOwn);
}

/** Keys that the schema does not have. They are mistakes: a misspelt option must not be silently without effect. */
function strangers(value: unknown, field: Field | undefined, path: Path): Problem[] {
  if (Array.isArray(value)) return value.flatMap((element, i) => strangers(element, field?.items, [...path, i]));
  if (!isObject(value) || !field) return [];
  const keys = Object.keys(field.properties ?? {});
  return Object.entries(value).flatMap(([key, inner]) => {
    const child = childOf(field, key);
    if (child) return strangers(inner, child, [...path, key]);
    // Only an object with named fields has a say in its keys.
    if (!field.properties || field.additionalProperties || inner === null) return [];
    return [{ property: formatPath([...path, key]), reason: `there is no \`${key}\` here. ${suggest(key, keys)}` }];
  });
}

function suggest(word: string, words: string[]): string {
  const near = words.length > 0 ? closest(word, words) : undefined;
  if (near && distance(word.toLowerCase(), near.toLowerCase()) <= Math.max(2, word.length / 3)) {
    return `Fix: write \`${near}\`.`;
  }
  return `Fix: remove it; there are ${words.map((known) => `\`${known}\``).join(", ")}.`;
}

function reasonOf(
  issue: z.core.$ZodIssue,
  path: Path,
  root: Properties,
  rootField: Field,
  secrets: Set<string>,
): string {
  let value: unknown = root;
  let field: Field | undefined = rootField;
  let isSecret = false;
  path.forEach((key, i) => {
    value = (value as Properties | undefined)?.[key];
    field = childOf(field, key);
    isSecret ||= field?.secret === true || secrets.has(formatPath(path.slice(0, i + 1)));
  });
  const help = field?.description ? ` It is: ${field.description}` : "";
  if (value === undefined) return `it is missing. Fix: give it.${help}`;
  const shown = isSecret || typeof value === "object" ? "" : `, but it is ${JSON.stringify(value)}`;
  if (field?.enum && typeof value === "string") {
    const options = field.enum.map(String);
    return `it must be one of ${options.map((option) => `\`${option}\``).join(", ")}${shown}. ${suggest(value, options)}${help}`;
  }
  // The engine has said already that there is a problem.
  const message = issue.message.replace(/^Invalid input: /, "").replace(/\.$/, "");
  return `${message}${shown}. Fix: change it.${help}`;
}
