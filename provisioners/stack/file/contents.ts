import { most, type ObjectKind, objectKinds, type SwarmObject, uniqueName } from "../../docker/contents";
import { templateProblem } from "../../docker/templates/check";
import type { Problem } from "../../provider/resource";
import type { StackObject } from "../compose/objects";
import { placed } from "./file";

/** What a stack's secrets and configs hold, by their keys in the file. */
export interface Contents {
  variables: Record<string, string>;
  secrets: Record<string, string>;
  configs: Record<string, string>;
}

/** A secret or config as it is to be in the swarm. Another content is another object: they cannot be changed. */
export interface NamedObject extends SwarmObject {
  key: string;
  content: string;
}

/** The objects with their contents and names; those without a content are left out. */
export function nameObjects(stack: string, objects: readonly StackObject[], contents: Contents): NamedObject[] {
  return objects.flatMap((object) => {
    const content = contentOf(object, contents);
    if (content === undefined) return [];
    const { kind, key, labels, templateDriver } = object;
    const begin = object.name ?? `${stack}_${key}`;
    const name = uniqueName(begin, [stack, kind, key, labels, templateDriver], content);
    return [{ kind, key, name, content, labels, templateDriver }];
  });
}

/** What is wrong with the contents, or missing. */
export function contentProblems(objects: readonly StackObject[], contents: Contents): Problem[] {
  const wrong = objects.flatMap((object): Problem[] => {
    const { kind, key, environment } = object;
    const content = contentOf(object, contents);
    const report = (property: string, reason: string) => [
      { property, reason: placed({ ...object.place, reason: `${kind}s.${key} ${reason}` }) },
    ];
    if (content === undefined && environment) {
      return report("file", `is the variable ${environment}, which has no value: give it in \`variables\``);
    }
    if (content === undefined) return report("file", `needs its content: give it in \`${kind}s\` as \`${key}\``);
    const size = Buffer.byteLength(content);
    const property = environment ? `variables["${environment}"]` : `${kind}s["${key}"]`;
    if (size === 0) return report(property, "is empty, and Docker takes none that is");
    if (size >= most[kind]) return report(property, `has ${size} bytes; Docker takes less than ${most[kind]}`);
    const problem = object.templateDriver ? templateProblem(content, "content") : undefined;
    return problem ? report(property, problem) : [];
  });
  return [...wrong, ...objectKinds.flatMap((kind) => strangers(kind, objects, contents))];
}

function strangers(kind: ObjectKind, objects: readonly StackObject[], contents: Contents): Problem[] {
  const known = objects.filter((object) => object.kind === kind && object.file).map(({ key }) => key);
  const list = known.map((key) => `\`${key}\``).join(", ") || "none";
  return Object.keys(contents[`${kind}s`])
    .filter((key) => !known.includes(key))
    .map((key) => ({
      property: `${kind}s["${key}"]`,
      reason: `the stack file has no ${kind} \`${key}\` with \`file\`; it has ${list}`,
    }));
}

function contentOf({ kind, key, environment }: StackObject, contents: Contents): string | undefined {
  const [from, name] = environment ? [contents.variables, environment] : [contents[`${kind}s`], key];
  return Object.hasOwn(from, name) ? from[name] : undefined;
}
