import { readStackFile } from "../../../../provisioners/stack/file/file";
import { stack } from "../../../../provisioners/stack/stack";
import { setUp } from "../shop";
import { web } from "./texts";

const warnings = (text: string) => readStackFile(text).warnings.map(({ reason }) => reason);

describe("files on the managers", () => {
  test.each([
    [
      "    env_file: /etc/web.env\n",
      /^services\.web\.env_file is \/etc\/web\.env\. Docker reads it on the manager that deploys/,
    ],
    ["    env_file: [/etc/web.env]\n", /^services\.web\.env_file is/],
    ["secrets: { s: { file: /etc/key } }\n", /^secrets\.s\.file is \/etc\/key\./],
    ["configs: { c: { file: /etc/conf } }\n", /^configs\.c\.file is/],
  ])("%j have a warning", (text, expected) => expect(warnings(web(text))).toEqual([expect.stringMatching(expected)]));

  test("are not those beside the stack file", () =>
    expect(warnings(web("    env_file: [web.env, ../all.env]\nsecrets: { s: { file: ./key } }\n"))).toEqual([]));
});

describe("a monitor", () => {
  const watched = (config: string, monitor: string, health: string) =>
    warnings(web(`    healthcheck: { ${health} }\n    deploy: { ${config}: { monitor: ${monitor} } }\n`));

  test.each([
    ["update_config", "10s", "test: x", "90s"],
    ["update_config", "20s", "test: x, interval: 5s, retries: 3, start_period: 10s", "25s"],
    ["rollback_config", "1s", "interval: 500ms", "2s"],
  ])("in %s of %s is too short for {%s}", (config, monitor, health, needed) =>
    expect(watched(config, monitor, health)).toEqual([
      expect.stringContaining(
        `${config}.monitor is shorter than the health check needs to find a failure, which then counts no more: make it at least \`${needed}\``,
      ),
    ]),
  );

  test.each([
    ["25s", "test: x, interval: 5s, retries: 3, start_period: 10s"],
    ["0s", "test: x"],
    ["1s", "disable: true"],
  ])("of %s is long enough for {%s}", (monitor, health) =>
    expect(watched("update_config", monitor, health)).toEqual([]),
  );
});

describe("a service of another mode", () => {
  const { inputs } = setUp();
  const state = (mode: string) => ({
    ...inputs(),
    services: [{ name: "shop_web", image: "nginx", mode, running: 1, desired: 1 }],
    publishedPorts: [],
    marks: {},
    returned: {},
    forced: 0,
    copied: {},
  });
  const change = (from: string, to: string, more: object = {}) =>
    stack.checkChange?.(state(from), {
      ...inputs(),
      file: `services: { web: { image: nginx, deploy: { mode: ${to} } } }`,
      ...more,
    });

  test.each([
    ["replicated", "global"],
    ["global", "replicated"],
    ["replicated", "replicated-job"],
    ["global-job", "global"],
  ])("%s to %s is refused with the way out", (from, to) =>
    expect(change(from, to)).toEqual([
      {
        property: "file",
        reason: expect.stringMatching(`services.web is ${from} in the swarm and ${to} in the file, .* another name`),
      },
    ]),
  );

  test("is none where the mode is the same, and where the file waits for a rollback", () => {
    expect(change("global", "global")).toEqual([]);
    expect(change("global", "replicated", { rollback: true })).toEqual([]);
    expect(change("global", "replicated", { file: "services: { other: { image: nginx } }" })).toEqual([]);
  });
});
