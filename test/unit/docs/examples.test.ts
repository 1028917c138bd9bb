import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import schema from "../../../plugin/schema.json";
import { packageRoot } from "../../../provisioners/core/paths";

/** The examples without running them; those in TypeScript are in the type check, and `npm test -- languages` runs all. */

const examples = join(packageRoot, "examples");
const read = (path: string) => readFileSync(join(examples, path), "utf8");
const inLanguage = (language: string) => readdirSync(join(examples, language)).map((name) => `${language}/${name}`);

interface Spec {
  properties: Record<string, Property>;
  required: string[];
}
interface Property {
  $ref?: string;
  items?: Property;
}
const types = schema.types as unknown as Record<string, Spec>;
const resources = schema.resources as unknown as Record<
  string,
  { inputProperties: Spec["properties"]; requiredInputs: string[] }
>;

/** What a value has beside its type, and lacks of it; functions and references are not looked into. */
function misfits(value: unknown, spec: Spec, at: string): string[] {
  if (typeof value !== "object" || value === null || Object.keys(value).some((key) => key.startsWith("fn::")))
    return [];
  const lacking = (spec.required ?? []).filter((key) => !(key in value)).map((key) => `${at} lacks ${key}`);
  const inner = Object.entries(value).flatMap(([key, child]) => {
    const property = spec.properties[key];
    if (!property) return [`${at} has ${key}`];
    const elements = Array.isArray(child) ? child : [child];
    const type = types[(property.items ?? property).$ref?.replace("#/types/", "") ?? ""];
    return type?.properties ? elements.flatMap((each) => misfits(each, type, `${at}.${key}`)) : [];
  });
  return [...lacking, ...inner];
}

test.each(inLanguage("yaml"))("examples/%s has only inputs of the schema, and all that are required", (path) => {
  const program = parse(read(`${path}/Pulumi.yaml`)) as {
    resources: Record<string, { type: string; properties?: object }>;
  };
  const ours = Object.entries(program.resources).filter(([, { type }]) => type.startsWith("swarm:"));
  expect(ours).not.toEqual([]);
  for (const [name, { type, properties = {} }] of ours) {
    const spec = resources[type.replace("swarm:", "swarm:index:")];
    expect(spec).toBeDefined();
    if (!spec) continue;
    expect(misfits(properties, { properties: spec.inputProperties, required: spec.requiredInputs }, name)).toEqual([]);
  }
});

test("every example is there in TypeScript, Python, Go and YAML, and in the table", () => {
  const names = readdirSync(join(examples, "python")).sort();
  expect(names).toEqual(["cluster", "hosts", "lab", "storage"]);
  for (const language of ["typescript", "python", "go", "yaml"]) {
    expect(readdirSync(join(examples, language))).toEqual(expect.arrayContaining(names));
    for (const name of names) expect(read("README.md")).toContain(`(${language}/${name})`);
  }
});

test.each(["python/hosts/__main__.py", "yaml/hosts/Pulumi.yaml"])("README shows examples/%s as it is", (path) => {
  expect(readFileSync(join(packageRoot, "README.md"), "utf8")).toContain(`\n${read(path)}\`\`\`\n`);
});
