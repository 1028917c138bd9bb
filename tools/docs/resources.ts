import { clusterComponent } from "../../infra/components/cluster";
import { resources } from "../../provisioners/plugin/registry";
import type { Resource } from "../../provisioners/provider/resource";
import { type Field, fieldOf } from "../../provisioners/schema/field";
import { exampleOf, examplesFile } from "../codegen/examples";
import {
  nameOf,
  type PackageSpec,
  type Property,
  packageSpec,
  type ResourceSpec,
  referred,
} from "../codegen/package-spec";
import { cell } from "./cell";

const intro = `# Resources

<!-- Generated from the resources' schemas and ${examplesFile} by \`npm run docs\`: change them there, not this page. -->

The resources of the plugin, as a program uses them. [\`Cluster\`](#cluster) makes most of them for you; the components for whole
programs are in [languages.md](languages.md). Every input of a resource is an output too.

Marks: **secret** is encrypted in the state and masked in output. **replaces**: another value replaces the resource. **passive**:
another value changes nothing by itself and is used at the next change. An input without a default is optional unless it
is required. The examples are parts of one program, [${examplesFile}](../${examplesFile}).
`;

/** The reference page of the plugin's resources. */
export function resourcesPage(): string {
  const spec = packageSpec([clusterComponent]);
  const sections = [...resources.map((resource) => resourceSection(resource, spec)), clusterSection(spec)];
  const types = Object.entries(spec.types)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([token, type]) =>
      "enum" in type
        ? []
        : `### Type \`${nameOf(token)}\`\n\n${propertyTable(spec, Object.entries(type.properties), type.required)}`,
    );
  return [intro, ...sections, "## Types\n", ...types].join("\n");
}

function resourceSection(resource: Resource, spec: PackageSpec): string {
  const { name, description } = resource;
  const { inputProperties, properties } = spec.resources[`swarm:index:${name}`] as ResourceSpec;
  const inputs = fieldOf(resource.inputs);
  const outputs = Object.entries(properties).filter(([key]) => !(key in inputProperties));
  return [
    `## \`${name}\`\n`,
    `${description}\n`,
    `\`\`\`ts\n${exampleOf(name)}\n\`\`\`\n`,
    "Inputs:\n",
    propertyTable(spec, Object.entries(inputProperties), inputs.required ?? [], inputs.properties),
    ...(outputs.length > 0 ? ["Outputs:\n", outputTable(spec, outputs)] : []),
  ].join("\n");
}

function clusterSection(spec: PackageSpec): string {
  const { name, description, inputs } = clusterComponent;
  const { inputProperties, requiredInputs, properties } = spec.resources[`swarm:index:${name}`] as ResourceSpec;
  return [
    `## \`${name}\`\n`,
    `${description} A component; its outputs are those here only.\n`,
    "Inputs:\n",
    propertyTable(spec, Object.entries(inputProperties), requiredInputs, inputs.properties),
    "Outputs:\n",
    outputTable(spec, Object.entries(properties)),
  ].join("\n");
}

function propertyTable(
  spec: PackageSpec,
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
    return row([`\`${key}\``, typeText(spec, property), fallback, marks.filter(Boolean).join(", "), meaning(property)]);
  });
  return table(["input", "type", "default", "marks", "meaning"], rows);
}

function outputTable(spec: PackageSpec, properties: [string, Property][]): string {
  const rows = properties.map(([key, property]) =>
    row([`\`${key}\``, typeText(spec, property), property.secret ? "secret" : "", meaning(property)]),
  );
  return table(["output", "type", "marks", "meaning"], rows);
}

function typeText(spec: PackageSpec, property: Property): string {
  const { items, additionalProperties, type = "any" } = property;
  if (items) return `list of ${typeText(spec, items)}`;
  if (additionalProperties) return `map of ${typeText(spec, additionalProperties)}`;
  const named = referred(spec, property);
  if (!named) return type;
  if ("enum" in named) return named.enum.map(({ value }) => `\`${value}\``).join(" or ");
  const name = nameOf(property.$ref as string);
  return `[${name}](#type-${name.toLowerCase()})`;
}

function defaultText(value: unknown): string {
  if (value === undefined) return "";
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return isEmpty ? "none" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

const meaning = ({ description }: Property) => description ?? "";
const row = (cells: string[]) => `| ${cells.map(cell).join(" | ")} |`;

function table(head: string[], rows: string[]): string {
  return `${[row(head), `|${head.map(() => "---|").join("")}`, ...rows].join("\n")}\n`;
}
