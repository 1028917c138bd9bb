import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { engines, homepage, license, name, repository, version } from "../../../package.json";
import schema from "../../../plugin/schema.json";
import { packageRoot } from "../../../provisioners/core/paths";

/** What Pulumi's registry reads of the repository: two pages, and the head of the schema. */

const read = (path: string) => readFileSync(join(packageRoot, path), "utf8");

test.each([
  ["docs/_index.md", "package"],
  ["docs/installation-configuration.md", "installation"],
])("%s has the front matter of the registry", (path, layout) => {
  const [, head = ""] = /^---\n([\s\S]*?)\n---\n/.exec(read(path)) ?? [];
  expect(parse(head)).toEqual({ title: expect.any(String), meta_desc: expect.any(String), layout });
});

test("the program in YAML on the registry's page gives only what the schema has, and all that it requires", () => {
  const [, program = ""] = /```yaml\n([\s\S]*?)```/.exec(read("docs/_index.md")) ?? [];
  const { resources } = parse(program) as { resources: Record<string, { type: string; properties: object }> };
  const { inputProperties, requiredInputs } = schema.resources["swarm:index:HostsCluster"];
  const host = schema.types["swarm:index:HostsClusterHosts"];
  const given = resources.production as { properties: { hosts: object[] } };
  expect(Object.keys(inputProperties)).toEqual(expect.arrayContaining(Object.keys(given.properties)));
  expect(Object.keys(given.properties)).toEqual(expect.arrayContaining(requiredInputs));
  expect(Object.keys(host.properties)).toEqual(expect.arrayContaining(Object.keys(given.properties.hosts[0] ?? {})));
  expect(Object.keys(given.properties.hosts[0] ?? {})).toEqual(expect.arrayContaining(host.required));
});

test.each(["README.md", "docs/installation-configuration.md"])(
  "%s names the oldest Node.js of package.json, and no other",
  (path) => {
    const named = [...read(path).matchAll(/Node\.js (\d+) or newer/g)].map(([, oldest]) => `>=${oldest}`);
    expect(new Set(named)).toEqual(new Set([engines.node]));
  },
);

test("the page on installation names the server of the plugin's archives", () => {
  expect(read("docs/installation-configuration.md")).toContain(schema.pluginDownloadURL);
});

test("the schema and package.json tell the same of the package", () => {
  expect(schema).toMatchObject({ version, license, repository: homepage.replace("#readme", "") });
  expect(repository.url).toBe(`git+${schema.repository}.git`);
  expect(schema.language.nodejs.packageName).toBe(name);
});

test("the schema has what the registry and the generators of SDKs need", () => {
  expect(schema).toMatchObject({
    displayName: "Docker Swarm",
    publisher: "pulumi-swarm",
    keywords: expect.arrayContaining(["category/cloud", "kind/native"]),
    // The engine completes it to `/repos/<owner>/<repository>/releases/tags/v<version>`.
    pluginDownloadURL: schema.repository.replace("https://github.com/", "github://api.github.com/"),
  });
  const logo = /\/main\/(.*)$/.exec(schema.logoUrl)?.[1] ?? "";
  expect(read(logo)).toMatch(/^<svg /);
  expect(Object.keys(schema.language).sort()).toEqual(["csharp", "go", "java", "nodejs", "python"]);
});

test("no name in the schema is taken twice, in any language", () => {
  const last = (token: string) => token.split(":").at(-1) as string;
  const names = [...Object.keys(schema.types), ...Object.keys(schema.resources)].map(last);
  // What the generators derive from a name is a name as well; file systems and some languages ignore case.
  const derived = ["", "Args", "State", "Input", "Output", "Array", "Map"];
  const all = names.flatMap((each) => derived.map((suffix) => `${each}${suffix}`.toLowerCase()));
  expect(all.filter((each, index) => all.indexOf(each) !== index)).toEqual([]);
});
