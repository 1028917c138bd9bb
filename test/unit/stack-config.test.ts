import { parseConfig } from "../../infra/config";
import { program } from "../../infra/program";
import { record, settled } from "./recorded";
import { surroundings } from "./surroundings";

/** How the SDK marks a secret on its way to the engine. */
const SECRET = "4dabf18193072939515e22adb298388d";
const pools = [{ name: "manager", role: "manager", count: 1 }];

/** The resources that a configuration declares. */
async function declare(values: Record<string, unknown>) {
  const recorded = await record();
  jest.spyOn(console, "warn").mockImplementation(() => {});
  const raw = Object.entries({ pools, ...values }).map(([key, value]) => [`swarm:${key}`, JSON.stringify(value)]);
  await settled(program(parseConfig(Object.fromEntries(raw), surroundings())).services);
  return (type: string, name: string) =>
    recorded.find((each) => each.type === `swarm:index:${type}` && each.name === name)?.inputs ?? {};
}

test("a stack gets its files, its env files and the logins, these as secrets", async () => {
  const find = await declare({
    stacks: [{ name: "mine", file: ["env/stack.yaml", "rival.yaml"], envFile: "env/.env", resolveImage: "never" }],
    registries: [{ server: "registry.example.com", username: "ci", password: "swordfish" }],
  });
  const inputs = find("Stack", "mine");
  expect(inputs).toMatchObject({
    fileName: "stack.yaml",
    overrides: [{ name: "rival.yaml" }],
    resolveImage: "never",
    registries: { [SECRET]: expect.anything(), value: [{ server: "registry.example.com", password: "swordfish" }] },
    envFile: { [SECRET]: expect.anything(), value: { name: ".env" } },
    envFiles: { [SECRET]: expect.anything(), value: [{ name: "./web.env", text: "A=1\n" }] },
  });
  // What only the configuration needs.
  for (const key of ["path", "ports", "images"]) expect(inputs).not.toHaveProperty(key);
});
