import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseConfig } from "../../../infra/config";
import { realEnvironment } from "../../../infra/settings/environment";
import { parseImageName } from "../../../lab/registry/image-name";
import { standIns } from "../../../lab/registry/stand-ins";
import { readStackFile } from "../../../provisioners/stack/file/file";

const near = realEnvironment("catalogue");
const folder = join(__dirname, "../../../stacks");
/** What the stacks ask for. */
const variables = { NFS_HOST: "10.0.0.9", DB_PASSWORD: "a-password", GRAFANA_PASSWORD: "a-password" };

interface Deploy {
  update_config?: object;
  rollback_config?: object;
  resources?: { limits?: { cpus?: string; memory?: string } };
}

describe.each(near.catalogue())("stacks/%s", (name) => {
  const text = near.readFile(near.catalogueFile(name));
  const file = readStackFile(text, { name, variables });

  test("is sound, and nothing in it is without effect", () => {
    const nfs = expect.stringMatching(/Docker never changes its NFS options/);
    expect(file.problems).toEqual([]);
    expect(file.warnings.filter(({ reason }) => !nfs.asymmetricMatch(reason))).toEqual([]);
  });

  test("limits, updates and rolls back each service", () => {
    const { services } = parse(text, { merge: true }) as { services: Record<string, { deploy: Deploy }> };
    for (const [service, { deploy }] of Object.entries(services)) {
      expect({ service, ...deploy }).toMatchObject({
        service,
        update_config: expect.objectContaining({ failure_action: "rollback" }),
        rollback_config: expect.anything(),
        resources: { limits: { cpus: expect.any(String), memory: expect.any(String) } },
      });
    }
  });

  test("has a stand-in for each image, and says in its README where it answers", () => {
    for (const image of file.images) expect(standIns).toHaveProperty([image]);
    expect(existsSync(join(folder, name, "README.md"))).toBe(true);
    const readme = readFileSync(join(folder, name, "README.md"), "utf8");
    for (const { port } of file.ports) expect(readme).toContain(String(port));
    expect(readme).toContain("Smoke check:");
  });
});

test.each(["haproxy", "edge"])("HAProxy of stacks/%s takes connections for some seconds after its signal", (name) => {
  const { services } = parse(readFileSync(join(folder, name, "stack.yaml"), "utf8"), { merge: true });
  const proxy = Object.values<Record<string, string>>(services).find(({ image }) => image?.startsWith("haproxy:"));
  const grace = readFileSync(join(folder, name, "haproxy.cfg"), "utf8").match(
    /^global\n(?: .*\n)*? {2}grace (\d+)s$/m,
  )?.[1];
  expect(Number(grace)).toBeGreaterThanOrEqual(5);
  // Its requests, which may take 30 s, end within Docker's patience.
  expect(proxy).toMatchObject({ stop_signal: "SIGUSR1", stop_grace_period: `${Number(grace) + 30}s` });
});

test("all stacks can be deployed beside each other, and those with passwords ask for them", () => {
  const raw = (stacks: unknown[]) => ({
    "swarm:nfs": JSON.stringify({ exports: [{ path: "/srv/content" }] }),
    "swarm:pools": JSON.stringify([{ name: "m", role: "manager", count: 1 }]),
    "swarm:stacks": JSON.stringify(stacks),
  });
  const { NFS_HOST, ...passwords } = variables;
  const all = near.catalogue().map((name) => ({ name, variables: passwords }));
  expect(parseConfig(raw(all), near).stacks).toHaveLength(near.catalogue().length);
  expect(() => parseConfig(raw(near.catalogue()), near)).toThrow(
    /GRAFANA_PASSWORD, which has no value: give it in `variables`[\s\S]*DB_PASSWORD, which has no value/,
  );
});

test.each([
  ["redis:8.2", { repository: "library/redis", tag: "8.2" }],
  ["redis", { repository: "library/redis", tag: "latest" }],
  ["docker.io/prom/prometheus:v3", { repository: "prom/prometheus", tag: "v3" }],
  ["quay.io/prometheus/node-exporter:v1", undefined],
  ["localhost/a:1", undefined],
  ["registry:5000/a", undefined],
  [`redis@sha256:${"0".repeat(64)}`, undefined],
])("the image %s of Docker Hub is %j", (image, expected) => expect(parseImageName(image)).toEqual(expected));
