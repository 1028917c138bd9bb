import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { StackInputs, StackOutputs } from "../../../../provisioners/stack/schema";
import { stack } from "../../../../provisioners/stack/stack";
import type { Machine } from "../../fakes/shapes";
import { service, setUp, task, uploaded } from "../shop";
import { copiesFolder, isAboutCopies, localNode, project } from "./local-node";

// Real shells do the work.
jest.setTimeout(120_000);

/* `files: copy`: what lies beside a stack file is on the nodes before tasks start, and stays as it is. */

type State = StackInputs & StackOutputs;

/** The stack `shop` on a manager and a worker, with a file and a folder beside its file. */
function deployedShop(constraints: string[] = [], RestartPolicy = {}) {
  const { world, swarm, inputs } = setUp();
  const w1 = world.add("w1");
  world.enter(swarm, w1, "worker");
  const folder = project();
  writeFileSync(join(folder, "nginx.conf"), "listen 80;");
  mkdirSync(join(folder, "html"));
  writeFileSync(join(folder, "html", "index.html"), "one");
  const nodes = new Map<string, string>();
  const withFiles = (machine: Machine) => {
    const node = localNode();
    nodes.set(machine.name, node.folder);
    const { run } = machine.host;
    machine.host.run = (command, options) => {
      if (!isAboutCopies(command)) return run(command, options);
      world.calls.push(`${machine.name} ${command[3]} ${command[5]}`);
      return node.run(command, options);
    };
  };
  for (const machine of world.machines) withFiles(machine);
  const placement = JSON.stringify({ constraints });
  const file = `services:
  web:
    image: nginx
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf", "./html:/srv/$$www:ro"]
    deploy: { placement: ${placement} }
`;
  const given = (more: Partial<StackInputs> = {}): StackInputs => ({
    ...inputs(),
    nodes: world.machines.map((machine) => world.manager(machine)),
    ...{ file, files: "copy", folder, ...more },
  });
  /** The mounts that the last deployment told Docker of. */
  const mounts = () => {
    const text = uploaded(world, "/files/stack-1.yaml");
    return text ? (parse(text) as { services: { web: { volumes: string[] } } }).services.web.volumes : [];
  };
  /** The swarm as that deployment leaves it. */
  const run = () => {
    const Mounts = mounts().map((text) => ({ Type: "bind", Source: text.split(":")[0] }));
    const before = swarm.services[0];
    const { Spec } = service({}, { Global: {} });
    const ContainerSpec = { Image: "nginx:1", Mounts };
    const TaskTemplate = { ContainerSpec, Placement: { Constraints: constraints }, RestartPolicy };
    const next = { ...Spec, TaskTemplate };
    swarm.services = [service({ Spec: next, ...(before && { PreviousSpec: before.Spec }) })];
    swarm.tasks = swarm.nodes.map(({ ID }) => task(0, "running", { NodeID: ID }));
  };
  // What the fake Docker is told to run runs.
  const { upload } = (world.machines[0] as Machine).host;
  (world.machines[0] as Machine).host.upload = async (path, content, options) => {
    // What another deployment was told is no part of this one.
    const before = [...world.uploads.keys()].filter((path) => path.endsWith("/files/stack-1.yaml"));
    if (path.endsWith("/stack-0.yaml")) for (const each of before) world.uploads.delete(each);
    await upload(path, content, options);
    if (path.endsWith("/variables")) run();
  };
  const read = (machine: string, source = "") => {
    const at = source.replace(copiesFolder, nodes.get(machine) ?? "");
    return existsSync(at) ? readFileSync(at, "utf8") : undefined;
  };
  const create = async (more?: Partial<StackInputs>): Promise<State> => {
    const all = given(more);
    return { ...all, ...(await stack.create(world.context, all)).outputs };
  };
  const update = async (state: State, change: { inputs?: string[]; unfinished?: boolean } = {}, more = {}) => {
    const all = given(more);
    const reason = { inputs: [], unfinished: false, attempted: [], ...change };
    return { ...all, ...(await stack.update?.(world.context, "shop", state, all, reason)) } as State;
  };
  const changes = (state: State) => stack.diff?.(state, given(), { changes: false }).changes;
  const refresh = (state: State) => stack.read?.(world.context, "shop", state);
  const sourceOf = (index: number) => mounts()[index]?.split(":")[0] ?? "";
  const deployments = () => world.calls.filter((call) => call.includes("stack deploy --compose")).length;
  return {
    ...{ world, swarm, w1, folder, nodes, withFiles, given, mounts, read, create, update, changes, refresh, sourceOf },
    deployments,
  };
}

describe("the files of a stack", () => {
  test("are on every node before the deployment, which mounts them read-only", async () => {
    const { world, mounts, read, create, changes, sourceOf } = deployedShop();
    const state = await create();
    expect(mounts()).toEqual([
      `${copiesFolder}/shop/${state.copied["./nginx.conf"]}/nginx.conf:/etc/nginx/nginx.conf:ro`,
      `${copiesFolder}/shop/${state.copied["./html"]}:/srv/$$www:ro`,
    ]);
    for (const node of ["m1", "w1"]) {
      expect(read(node, sourceOf(0))).toBe("listen 80;");
      expect(read(node, `${sourceOf(1)}/index.html`)).toBe("one");
    }
    const steps = world.calls.flatMap((call) => /(write|stack deploy --compose|^\w+ keep)/.exec(call)?.[0] ?? []);
    expect(steps).toEqual([...Array(4).fill("write"), "stack deploy --compose", "m1 keep", "w1 keep"]);
    expect(JSON.stringify(state)).not.toContain("listen 80;");
    expect(changes(state)).toBe(false);
  });

  test("that change are another copy and another deployment; those before stay for a rollback, older ones go", async () => {
    const { folder, read, create, update, changes, sourceOf, deployments } = deployedShop();
    let state = await create();
    const [conf, sources] = [sourceOf(0), [sourceOf(1)]];
    for (const text of ["two", "three"]) {
      writeFileSync(join(folder, "html", "index.html"), text);
      expect(changes(state)).toBe(true);
      state = await update(state);
      sources.push(sourceOf(1));
    }
    expect(deployments()).toBe(3);
    expect(sourceOf(0)).toBe(conf);
    expect(sources.map((source) => read("w1", `${source}/index.html`))).toEqual([undefined, "two", "three"]);
    expect(read("w1", conf)).toBe("listen 80;");
  });

  test("that somebody removed or changed are drift, and come back; the services that ran with them start anew", async () => {
    const { world, nodes, read, create, update, refresh, sourceOf, deployments } = deployedShop();
    const state = await create();
    expect(await refresh(state)).toMatchObject({ drifted: false });
    const at = (node: string, source: string) => source.replace(copiesFolder, nodes.get(node) ?? "");
    rmSync(at("w1", sourceOf(1)), { recursive: true });
    writeFileSync(at("m1", sourceOf(0)), "listen 81;");
    expect(await refresh(state)).toMatchObject({ drifted: true, outputs: { copied: state.copied } });
    expect(world.context.lines).toEqual([
      "the copy of ./nginx.conf on m1 was changed by hand",
      "the copy of ./html on w1 is missing",
    ]);
    const restarts = () => world.calls.filter((call) => call === "m1 update shop_web").length;
    expect(restarts()).toBe(0);
    await update(state, { unfinished: true });
    expect([read("m1", sourceOf(0)), read("w1", `${sourceOf(1)}/index.html`)]).toEqual(["listen 80;", "one"]);
    expect([restarts(), deployments()]).toEqual([1, 2]);
    expect(await refresh(state)).toMatchObject({ drifted: false });
  });

  test("reach a machine that came without another deployment or restart", async () => {
    const { world, swarm, withFiles, read, create, update, sourceOf, deployments } = deployedShop();
    const state = await create();
    const w2 = world.add("w2");
    withFiles(w2);
    const { ID } = world.enter(swarm, w2, "worker");
    swarm.tasks.push(task(0, "rejected", { NodeID: ID, DesiredState: "running" }));
    const { run } = w2.host;
    w2.host.run = async (command, options) => {
      const result = await run(command, options);
      // Docker tries again once the copies are there.
      if (command[3] === "write") swarm.tasks = swarm.nodes.map(({ ID }) => task(0, "running", { NodeID: ID }));
      return result;
    };
    await update(state, { inputs: ["nodes"] });
    expect(read("w2", sourceOf(0))).toBe("listen 80;");
    expect(deployments()).toBe(1);
    expect(world.calls).not.toContain("m1 update shop_web");
  });

  test("start a service anew that gave up on a machine before they came there", async () => {
    const { world, swarm, withFiles, create, update } = deployedShop([], { Condition: "any", MaxAttempts: 3 });
    const state = await create();
    const w2 = world.add("w2");
    withFiles(w2);
    const { ID } = world.enter(swarm, w2, "worker");
    swarm.tasks.push(task(0, "rejected", { NodeID: ID }));
    await update(state, { inputs: ["nodes"] });
    expect(world.calls.filter((call) => call === "m1 update shop_web")).toHaveLength(1);
  });

  test("reach a node that was out of reach with a later run, and are asked for until then", async () => {
    const { world, w1, folder, read, create, update, changes, sourceOf } = deployedShop();
    let state = await create();
    writeFileSync(join(folder, "nginx.conf"), "listen 82;");
    world.kill(w1);
    state = await update(state);
    expect(state.pending).toEqual(["w1"]);
    expect(changes(state)).toBe(true);
    w1.up = true;
    state = await update(state);
    expect(read("w1", sourceOf(0))).toBe("listen 82;");
    expect(state.pending).toBeUndefined();
    expect(changes(state)).toBe(false);
  });

  test.each([
    [["node.role == worker"], false],
    [["node.role == manager"], true],
    [["node.labels.disk == ssd"], true],
    [["node.labels.disk == ssd", "node.hostname != m1"], false],
  ])(
    "of a service with the constraints %j are on its nodes only, whatever their labels",
    async (constraints, isOnManager) => {
      const { read, create, refresh, sourceOf } = deployedShop(constraints);
      const state = await create();
      expect(read("m1", sourceOf(0)) !== undefined).toBe(isOnManager);
      expect(await refresh(state)).toMatchObject({ drifted: false });
    },
  );

  test("go with the stack, and where nothing is copied any more", async () => {
    const { world, nodes, create } = deployedShop();
    const isThere = () => [...nodes.values()].map((folder) => existsSync(join(folder, "shop")));
    const state = await create();
    await stack.delete?.(world.context, "shop", state);
    expect(isThere()).toEqual([false, false]);
    const other = deployedShop();
    const before = await other.create();
    const file = "services: { web: { image: nginx } }";
    for (const _ of ["the one before stays", "nothing stays"]) {
      await other.update(before, { inputs: ["file"] }, { file, files: "refuse" });
    }
    expect([...other.nodes.values()].map((folder) => existsSync(join(folder, "shop")))).toEqual([false, false]);
  });

  test("that cannot be copied change no service", async () => {
    const { world, w1, create, deployments } = deployedShop();
    const { run } = w1.host;
    w1.host.run = (command, options) =>
      isAboutCopies(command) ? Promise.reject(new Error("disk full")) : run(command, options);
    await expect(create()).rejects.toThrow(/Failed to copy files on 1 of 2 hosts: w1[\s\S]*disk full/);
    expect(deployments()).toBe(0);
    expect(world.context.kept.at(-1)).toMatchObject({ id: "shop" });
    await expect(create({ nodes: [] })).rejects.toThrow("have no node to be copied to");
  });
});
