import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { parseConfig } from "../../../../infra/config";
import { publishedPorts } from "../../../../infra/published";
import { realEnvironment } from "../../../../infra/settings/environment";
import { privateKey } from "../../environment";

const root = join(__dirname, "../../../..");
const near = realEnvironment("example");

/** As the engine hands it over: text as it is, the rest as JSON. */
function rawOf(file: string): Record<string, string> {
  const { config } = parse(readFileSync(join(root, file), "utf8")) as { config: Record<string, unknown> };
  return Object.fromEntries(Object.entries(config).map(([k, v]) => [k, typeof v === "string" ? v : JSON.stringify(v)]));
}

const files = readdirSync(root).filter((name) => /^Pulumi\.(lab|.*\.example)\.yaml$/.test(name));

test("there are examples", () =>
  expect(files).toEqual(expect.arrayContaining(["Pulumi.hosts.example.yaml", "Pulumi.lab.yaml"])));

test.each(files)("%s is a valid configuration", (file) => {
  // Only the key file is a stand-in: it is the reader's own.
  const readFile = (path: string) => (path.startsWith("~/.ssh/") ? privateKey : near.readFile(path));
  const config = parseConfig(rawOf(file), { ...near, capacity: { cores: 4, memory: 16_384 }, readFile });
  expect(config.stacks.map(({ name }) => name)).toContain("hello");
});

test.each(near.catalogue())("stacks/%s is sound: YAML, pinned images, ports that can be read", (name) => {
  const text = near.readFile(near.catalogueFile(name));
  expect(parseDocument(text).errors).toEqual([]);
  const { services } = parse(text, { merge: true }) as { services: Record<string, { image: string }> };
  for (const { image } of Object.values(services))
    expect(image).toMatch(/^[^\s]+:(?!latest$)[\w.-]+(@sha256:[0-9a-f]{64})?$/);
  expect(() => publishedPorts(text)).not.toThrow();
});
