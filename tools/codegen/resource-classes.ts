import { resources } from "../../provisioners/plugin/registry";
import type { Resource } from "../../provisioners/provider/resource";
import { fieldOf, holdsSecret } from "../../provisioners/schema/field";
import { exampleOf } from "./examples";
import { type EnumSpec, nameOf, type ObjectSpec, type PackageSpec, type ResourceSpec } from "./package-spec";
import { member, PropertyTypes } from "./types";

const origin = "// Generated from the resources' schemas by `npm run schema`: change them there, not this file.\n";

/** The text of infra/resources/types.ts: what the resources' properties are made of. */
export function typesFile(spec: PackageSpec): string {
  const types = new PropertyTypes(spec);
  const texts = Object.entries(spec.types).map(([token, type]) =>
    "enum" in type ? enumText(nameOf(token), type) : interfaceTexts(nameOf(token), type, types),
  );
  return [`${origin}import type * as pulumi from "@pulumi/pulumi";\n`, ...texts].join("\n");
}

/** The text of infra/resources/index.ts: one class for each resource. */
export function classesFile(spec: PackageSpec): string {
  const imports = `import type * as pulumi from "@pulumi/pulumi";
import { PluginResource } from "./plugin-resource";
import type * as types from "./types";

export * from "./types";
`;
  const texts = resources.map((resource) => resourceText(resource, spec));
  return [origin + imports, ...texts].join("\n");
}

function enumText(name: string, { description, enum: values }: EnumSpec): string {
  const docs = description ? `/** ${description} */\n` : "";
  return `${docs}export type ${name} = ${values.map(({ value }) => JSON.stringify(value)).join(" | ")};\n`;
}

function interfaceTexts(name: string, { properties, required }: ObjectSpec, types: PropertyTypes): string {
  const entries = Object.entries(properties);
  const inputs = entries.map(([key, property]) =>
    member(`${key}${required.includes(key) ? "" : "?"}: ${types.input(property)}`, property),
  );
  const outputs = entries.map(([key, property]) => {
    const isPresent = required.includes(key) || property.default !== undefined;
    return member(`${key}${isPresent ? "" : "?"}: ${types.output(property)}`, property);
  });
  return [
    `/** {@link ${name}} as a program gives it. */\nexport interface ${name}Args {\n${inputs.join("")}}\n`,
    `/** {@link ${name}Args} as resources show it. */\nexport interface ${name} {\n${outputs.join("")}}\n`,
  ].join("\n");
}

function resourceText({ name, outputs: made }: Resource, spec: PackageSpec): string {
  const types = new PropertyTypes(spec, "types.");
  const { description, inputProperties, requiredInputs, properties, required } = spec.resources[
    `swarm:index:${name}`
  ] as ResourceSpec;
  const inputs = Object.entries(inputProperties).map(([key, property]) =>
    member(`${key}${requiredInputs.includes(key) ? "" : "?"}: ${types.input(property)}`, property),
  );
  const outputs = Object.entries(properties).map(([key, property]) => {
    const type = types.output(property);
    const shown = required.includes(key) || type === "any" ? type : `${type} | undefined`;
    return member(`declare readonly ${key}: pulumi.Output<${shown}>`, property);
  });
  // Inputs are secret where the program says so.
  const secrets = Object.entries(fieldOf(made).properties ?? {}).filter(([, field]) => holdsSecret(field));
  return `/** Arguments of {@link ${name}}. */
export interface ${name}Args {
${inputs.join("")}}

/**
 * ${description}
 *
 * @example
 * \`\`\`ts
${exampleOf(name).replace(/^/gm, " * ")}
 * \`\`\`
 */
export class ${name} extends PluginResource {
${outputs.join("")}
  constructor(name: string, args: ${name}Args, options?: pulumi.CustomResourceOptions) {
    const properties = ${JSON.stringify(Object.keys(properties))};
    super("${name}", name, { properties, secrets: ${JSON.stringify(secrets.map(([key]) => key))} }, args, options);
  }
}
`;
}
