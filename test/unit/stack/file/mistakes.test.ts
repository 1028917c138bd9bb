import * as fc from "fast-check";
import { readStackFile } from "../../../../provisioners/stack/file/file";
import { stackInputs } from "../../../../provisioners/stack/schema";
import { stack } from "../../../../provisioners/stack/stack";
import { World } from "../../fakes/world";
import { problems, web } from "./texts";

const warnings = (text: string) => readStackFile(text).warnings.map(({ reason }) => reason);

describe("the stack file", () => {
  const places = (text: string) =>
    readStackFile(text).problems.map(({ line, column, reason }) => `${line}:${column} ${reason}`);

  test("that is right has its services", () => {
    const text = "x-a: &base { image: nginx }\nservices:\n  web:\n    <<: *base\n  db: { image: redis }\n";
    expect(readStackFile(text)).toMatchObject({ problems: [], services: ["web", "db"] });
  });

  test.each([
    ["services:\n  web:\n   image: a\n  - b\n", /^4:1 /],
    ["services: [web]\n", /^1:11 `services:` must be a mapping/],
    ["services:\n", /^1:\d+ `services:` must be a mapping/],
    ["services:\n  web: nginx\n", /^2:8 services\.web must be a mapping/],
    ["version: '3'\n", /^1:1 `services:` is missing/],
    ["- a\n", /^1:1 a stack file is a mapping/],
    ["", /^1:1 a stack file is a mapping/],
    ["services:\n  web: {}\n  web: {}\n", /^3:3 Map keys must be unique/],
  ])("%j is refused with its place", (text, expected) => expect(places(text)[0]).toMatch(expected));

  test("never crashes, and never shows the file's text", () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(readStackFile(text).problems)));
    expect(places('services:\n  web:\n    password: "hunter2\n').join()).not.toContain("hunter2");
  });

  test("is checked with the variables' names, in preview", () => {
    const world = new World();
    const inputs = stackInputs.parse({
      swarmId: "s",
      managers: [world.manager(world.add("m1"))],
      name: "shop",
      file: "- a",
      fileName: "shop.yaml",
      variables: { "a-b": "x" },
    });
    expect(stack.check?.(inputs)).toEqual([
      { property: "file", reason: expect.stringMatching(/^shop\.yaml:1:1: /) },
      { property: 'variables["a-b"]', reason: expect.any(String) },
    ]);
  });
});

describe("every mistake is reported at once, with place and fix", () => {
  test("in one file", () => {
    const text = [
      "service:",
      "  web: {}",
      "services:",
      "  web:",
      "    imagee: nginx",
      "    deploy:",
      "      replica: 3",
      "      resources:",
      "        limits: { cpus: 0.5, memory: 1 gallon }",
      "    networks: [frontnd]",
      "    volumes: [data:/data]",
      "    ports: ['8080:http']",
      "    stop_grace_period: 10",
      "networks:",
      "  frontend: {}",
    ].join("\n");
    expect(problems(text)).toEqual([
      "f:1:1: `service` is no known key: did you mean `services`?",
      "f:4:3: services.web needs `image`",
      "f:5:5: `services.web.imagee` is no known key: did you mean `image`?",
      "f:7:7: `services.web.deploy.replica` is no known key: did you mean `replicas`?",
      "f:9:25: services.web.deploy.resources.limits.cpus must be text: put the value in quotes",
      "f:9:38: services.web.deploy.resources.limits.memory must be an amount of memory, such as `512M` or `1G`",
      "f:10:16: there is no network `frontnd`: did you mean `frontend`?",
      "f:11:15: there is no volume `data`: declare it under the top-level `volumes`",
      expect.stringMatching(/^f:12:13: services\.web\.ports\[0\] has no valid port of the container/),
      "f:13:24: services.web.stop_grace_period must be text: put the value in quotes",
    ]);
  });

  test("where an anchor stands, once", () => {
    const text = "x-a: &a\n  image: nginx:1\n  tty: 1\nservices:\n  a: *a\n  b:\n    <<: *a\n";
    expect(problems(text)).toEqual([
      "f:3:8: services.a.tty must be true or false",
      "f:3:8: services.b.tty must be true or false",
    ]);
  });

  test("at the variable, also inside a text of several lines", () => {
    const text = web(`    hostname: "a\${B?}"\n    command: |\n      x\n      $(date)\n`);
    expect(problems(text)[0]).toMatch(/^f:4:17: the variable B has no value/);
    expect(problems(text)[1]).toMatch(/^f:5:14: a single/);
  });

  test.each([
    ["    extends: {service: a}\n", "use a YAML anchor"],
    ["    mem_limit: 1G\n", "deploy.resources.limits.memory"],
    ["    scale: 2\n", "deploy.replicas"],
    ["    depends_on: {db: {condition: service_healthy}}\n", "must be a list"],
    ["    volumes: ['./html:/srv']\n", "nothing lies beside the file"],
    ["    deploy: {placement: {constraints: [disk == ssd]}}\n", "node.labels.disk"],
    ["    deploy: {mode: global, replicas: 2}\n", "remove one of them"],
    ["secrets: {a: {file: ./a.txt, environment: A}}\n", "remove one of them"],
    ["secrets: {a: {labels: {x: y}}}\n", "needs `file`, `environment` or `external: true`"],
    ["x-a: &a {a: {file: b}}\nconfigs: {<<: *a}\n", "write it out"],
    ["x-a: &a {a: {file: b}}\nconfigs: *a\n", "write it out"],
    ["    tty: yes\n", "write true or false"],
    ["    labels: {a:, b: c}\n", "write a space after it"],
    ["    labels: {a: ?b}\n", "put it in quotes"],
    [`    labels: {a: "b\\/c"}\n`, "write `/`"],
    ["    volumes: ['v:/data']\nvolumes: {v: {}}\n", "a name of two letters or more"],
    ["    volumes: [{type: image, source: nginx, target: /a}]\n", "must be one of `volume`"],
  ])("%j", (text, fix) => expect(problems(web(text)).join()).toContain(fix));

  test("names that become too long with the stack's", () => {
    expect(problems("services: {'a.b': {image: x}}")).toEqual([expect.stringContaining("is no name for a service")]);
    expect(problems(web(""), "s".repeat(60))).toEqual([expect.stringContaining("1 too long")]);
  });
});

describe("what Docker ignores is reported", () => {
  test.each([
    ["    privileged: true\n", /^SECURITY: Docker ignores services\.web\.privileged/],
    ["    security_opt: [no-new-privileges]\n", /^SECURITY: .* WITHOUT it/],
    ["    ports: ['127.0.0.1:80:80']\n", /^SECURITY: .* ALL addresses/],
    ["    container_name: a\n", /^Docker ignores services\.web\.container_name/],
    ["    environment: [HOME]\n", /HOME has no value/],
    [
      "    environment: {A: yes}\n",
      /environment\.A is a boolean to Docker before version 27, which refuses it: quote it/,
    ],
    ["    volumes: ['~/a:/a']\n", /takes `~` for the home folder of root on the manager/],
    ["    volumes: [{type: bind, source: /a, target: /a, bind: {create_host_path: true}}]\n", /^Docker ignores it/],
  ])("%j", (text, expected) => expect(warnings(web(text))).toEqual([expect.stringMatching(expected)]));
});
