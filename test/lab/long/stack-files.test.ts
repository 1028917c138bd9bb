import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";

/** Files beside a stack file, copied to a manager and a worker. The tests build on each other. */
const LAB = "test-stack-files";
const NODES = ["manager-1", "worker-1"];
const pools = [
  { name: "manager", role: "manager", count: 1 },
  { name: "worker", role: "worker", count: 1 },
];
const copies = "/var/lib/pulumi-swarm/files/shop";

const shop = (html: string) => `services:
  web:
    image: busybox:1.37
    command: ["sleep", "86400"]
    stop_grace_period: 1s
    volumes:
      - ./app.conf:/etc/app.conf
      - ${html}
    deploy: { mode: global }
  steady:
    image: busybox:1.37
    command: ["sleep", "86400"]
    stop_grace_period: 1s
    volumes: [{ type: bind, source: ./app.conf, target: /etc/app.conf }]
    deploy: { placement: { constraints: ["node.role == worker"] } }
`;
const mounted = shop("./html:/srv/html:ro");

describe("files beside a stack file on the lab", () => {
  const program = programOf(LAB);
  let folder: string;
  const write = (name: string, text: string, mode?: number) => writeFile(join(folder, name), text, { mode });
  const configure = (files?: string) =>
    program.configure({ pools, stacks: [{ name: "shop", file: join(folder, "shop.yaml"), files }] });
  const inService = (node: string, service: string, command: string) =>
    on(LAB, node, `docker exec $(docker ps -q --filter name=shop_${service}) sh -c '${command}'`);
  const pages = () => Promise.all(NODES.map((node) => inService(node, "web", "cat /srv/html/pages/index.html")));
  const containerOf = (node: string, service: string) => on(LAB, node, `docker ps -q --filter name=shop_${service}`);
  const sourcesOf = async (service: string) =>
    JSON.parse(
      await on(
        LAB,
        "manager-1",
        `docker service inspect shop_${service} --format '{{json .Spec.TaskTemplate.ContainerSpec.Mounts}}'`,
      ),
    ) as { Source: string; Target: string; ReadOnly?: boolean }[];
  const sourceOf = async (service: string, target: string) =>
    (await sourcesOf(service)).find(({ Target }) => Target === target)?.Source ?? "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "stack-files-"));
    await mkdir(join(folder, "html", "pages"), { recursive: true });
    await write("shop.yaml", mounted);
    await write("app.conf", "color = red\n", 0o600);
    await write("html/pages/index.html", "one");
    await write("html/run.sh", "#!/bin/sh\necho ran\n", 0o755);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test("are refused with the lines to write; with `files: copy` they are in the tasks of every node, read-only", async () => {
    await configure();
    const refused = await program.preview();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toContain("configs: [{source: app_conf, target: /etc/app.conf}]");
    expect(refused.text).toContain("set `files: copy` for the stack: `./html` is copied to the nodes, read-only");

    await configure("copy");
    expectSuccess(await program.up());
    expect(await pages()).toEqual(["one", "one"]);
    for (const node of NODES) {
      expect(await inService(node, "web", "cat /etc/app.conf; /srv/html/run.sh")).toBe("color = red\nran");
      expect(await inService(node, "web", "! touch /srv/html/new 2>&1")).toContain("Read-only file system");
      expect(await on(LAB, node, `stat -c '%U %a' ${copies}/*`)).toBe("root 755\nroot 755");
    }
    expect((await sourcesOf("web")).every(({ ReadOnly }) => ReadOnly)).toBe(true);
    expect(await program.revealed()).not.toContain("color = red");
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("that change reach the tasks by an update of the services which mount them, and of no other", async () => {
    const steady = await containerOf("worker-1", "steady");
    const before = await sourceOf("web", "/srv/html");
    await write("html/pages/index.html", "two");
    expectSuccess(await program.up());
    expect(await pages()).toEqual(["two", "two"]);
    expect(await sourceOf("web", "/srv/html")).not.toBe(before);
    expect(await containerOf("worker-1", "steady")).toBe(steady);
    // Docker's own rollback needs it.
    for (const node of NODES) expect(await on(LAB, node, `cat ${before}/pages/index.html`)).toBe("one");

    await write("html/pages/index.html", "three");
    expectSuccess(await program.up());
    expect(await pages()).toEqual(["three", "three"]);
    expect(await on(LAB, "worker-1", `ls ${copies}`)).not.toContain(before.split("/").at(-1));
    expectSuccess(await program.up("--expect-no-changes"));
  });

  test("that somebody removes on a node are missed by a refresh, and the next run brings them back to the tasks", async () => {
    const html = await sourceOf("web", "/srv/html");
    await on(LAB, "worker-1", `rm -r ${html}`);
    const refreshed = await program.refresh();
    expectSuccess(refreshed);
    expect(refreshed.text).toContain("the copy of ./html on worker-1 is missing");
    expectSuccess(await program.up());
    expect(await on(LAB, "worker-1", `cat ${html}/pages/index.html`)).toBe("three");
    expect(await pages()).toEqual(["three", "three"]);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("for writing are refused; those of a stack that is removed go from all nodes", async () => {
    await write("shop.yaml", shop("./html:/srv/html:rw"));
    const refused = await program.preview();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toContain("services.web.volumes[1] is mounted for writing");

    await program.configure({ pools, stacks: [] });
    expectSuccess(await program.up());
    for (const node of NODES) expect(await on(LAB, node, `ls -d ${copies} 2>&1`, [0, 1, 2])).toContain("No such file");
  });
});
