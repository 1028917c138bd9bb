import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { resources } from "../../provisioners/plugin/registry";
import { packageSchema } from "../../provisioners/provider/package-schema";
import type { Resource } from "../../provisioners/provider/resource";
import { type Field, fieldOf } from "../../provisioners/schema/field";
import { cell } from "./cell";

const EXAMPLES = "examples/resources/index.ts";

const intro = `# Resources

<!-- Generated from the resources' schemas and ${EXAMPLES} by \`npm run docs\`: change them there, not this page. -->

The resources of the plugin, as a program uses them. \`Cluster\` makes most of them for you. Every input is an output too.

Marks: **secret** is encrypted in the state and masked in output. **replaces**: another value replaces the resource. **passive**:
another value changes nothing by itself and is used at the next change. An input without a default is optional unless it
is required. The examples are parts of one program, [${EXAMPLES}](../${EXAMPLES}).
`;

/** A property as the package schema has it. */
interface Property {
  type?: string;
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
  description?: string;
  default?: unknown;
  secret?: boolean;
  willReplaceOnChanges?: boolean;
}

interface ObjectSpec {
  properties: Record<string, Property>;
  required: string[];
}

interface PackageSpec {
  types: Record<string, ObjectSpec>;
  resources: Record<string, { inputProperties: Record<string, Property> } & ObjectSpec>;
}

/** The reference page of the plugin's resources. */
export function resourcesPage(): string {
  const spec = packageSchema(resources, "") as unknown as PackageSpec;
  const examples = readFileSync(join(packageRoot, EXAMPLES), "utf8");
  const sections = resources.map((resource) => resourceSection(resource, spec, examples));
  const types = Object.entries(spec.types)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([token, type]) =>
        `### Type \`${nameOf(token)}\`\n\n${propertyTable(Object.entries(type.properties), type.required)}`,
    );
  return [intro, ...sections, "## Types\n", ...types].join("\n");
}

function resourceSection(resource: Resource, spec: PackageSpec, examples: string): string {
  const { name, description } = resource;
  const { inputProperties, properties } = spec.resources[`swarm:index:${name}`] as PackageSpec["resources"][string];
  const inputs = fieldOf(resource.inputs);
  const outputs = Object.entries(properties).filter(([key]) => !(key in inputProperties));
  return [
    `## \`${name}\`\n`,
    `${description}\n`,
    `\`\`\`ts\n${exampleOf(name, examples)}\n\`\`\`\n`,
    "Inputs:\n",
    propertyTable(Object.entries(inputProperties), inputs.required ?? [], inputs.properties),
    ...(outputs.length > 0 ? ["Outputs:\n", outputTable(outputs)] : []),
  ].join("\n");
}

function propertyTable(
  properties: [string, Property][],
  required: readonly string[],
  fields: Record<string, Field> = {},
): string {
  const rows = properties.map(([key, property]) => {
    const field = fields[key] ?? { default: property.default };
    const fallback = required.includes(key) ? "required" : defaultText(field.default);
    const marks = [
      (property.secret ?? field.secret) && "secret",
      property.willReplaceOnChanges && "replaces",
      field.passive && "passive",
    ];
    return row([`\`${key}\``, typeText(property), fallback, marks.filter(Boolean).join(", "), meaning(property)]);
  });
  return table(["input", "type", "default", "marks", "meaning"], rows);
}

function outputTable(properties: [string, Property][]): string {
  const rows = properties.map(([key, property]) =>
    row([`\`${key}\``, typeText(property), property.secret ? "secret" : "", meaning(property)]),
  );
  return table(["output", "type", "marks", "meaning"], rows);
}

/** The lines of one region of the examples. */
function exampleOf(name: string, examples: string): string {
  const region = new RegExp(`// #region ${name}\n(.*?)\n// #endregion`, "s").exec(examples);
  if (!region?.[1]) throw new Error(`${EXAMPLES} has no region ${name}`);
  return region[1];
}

function typeText(property: Property): string {
  if (property.items) return `list of ${typeText(property.items)}`;
  if (property.additionalProperties) return `map of ${typeText(property.additionalProperties)}`;
  const name = property.$ref?.startsWith("#/types/") ? nameOf(property.$ref) : undefined;
  if (name) return `[${name}](#type-${name.toLowerCase()})`;
  return property.type ?? "any";
}

function defaultText(value: unknown): string {
  if (value === undefined) return "";
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return isEmpty ? "none" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

const meaning = ({ description }: Property) => description ?? "";
const nameOf = (token: string) => token.split(":").at(-1) as string;
const row = (cells: string[]) => `| ${cells.map(cell).join(" | ")} |`;

function table(head: string[], rows: string[]): string {
  return `${[row(head), `|${head.map(() => "---|").join("")}`, ...rows].join("\n")}\n`;
}
