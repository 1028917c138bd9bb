import { dirname, posix } from "node:path";
import * as fc from "fast-check";
import type { Service, SwarmNode, Task } from "../../provisioners/engine/types";
import { SwarmError } from "../../provisioners/errors";
import type { Host } from "../../provisioners/ssh/types";
import { nothingYet } from "../../provisioners/stack/apply";
import { shellVariables } from "../../provisioners/stack/deploy";
import { readStackFile } from "../../provisioners/stack/file";
import { type Progress, progressOf } from "../../provisioners/stack/progress";
import { stackInputs } from "../../provisioners/stack/schema";
import { stack } from "../../provisioners/stack/stack";
import { Judge, statusLine } from "../../provisioners/stack/verdict";
import { reply } from "./fakes/reply";
import type { Machine } from "./fakes/shapes";
import { World } from "./fakes/world";

const service = (
  more: Partial<Service> = {},
  mode: Service["Spec"]["Mode"] = { Replicated: { Replicas: 2 } },
): Service => ({
  ID: "svc",
  Version: { Index: 1 },
  Spec: { Name: "shop_web", TaskTemplate: { ContainerSpec: { Image: "nginx:1@sha256:ab" } }, Mode: mode },
  ...more,
});

let count = 0;
const task = (slot: number, state: string, more: Partial<Task> = {}): Task => {
  const time = new Date(1_000 * ++count).toISOString();
  const over = ["failed", "rejected", "shutdown", "complete"].includes(state);
  return {
    ID: `t${count}`,
    CreatedAt: time,
    UpdatedAt: time,
    ServiceID: "svc",
    NodeID: "n1",
    Slot: slot,
    DesiredState: over ? "shutdown" : "running",
    ...more,
    Status: { State: state, Timestamp: time, ...more.Status } as Task["Status"],
  };
};
const nodes = [
  { ID: "n1", Description: { Hostname: "m1" }, Status: { State: "ready" }, Spec: { Availability: "active" } },
  { ID: "n2", Description: { Hostname: "m2" }, Status: { State: "down" }, Spec: { Availability: "active" } },
] as SwarmNode[];

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
    const world = new World("check");
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

test("variables are quoted for the shell", () => {
  expect(shellVariables({ A: "it's $HOME `x`", B: "two\nlines" })).toBe("A='it'\\''s $HOME `x`'\nB='two\nlines'\n");
});

describe("progress", () => {
  test("running, with the image's name", () => {
    const found = progressOf(service(), [task(1, "running"), task(2, "running")], nodes);
    expect(found).toMatchObject({
      running: 2,
      desired: 2,
      settled: true,
      phase: "",
      image: "nginx:1",
      mode: "replicated",
    });
  });

  test("pulling, and tasks on a dead node do not count", () => {
    const found = progressOf(service(), [task(1, "running", { NodeID: "n2" }), task(2, "preparing")], nodes);
    expect(found).toMatchObject({ running: 0, settled: false, phase: "pulling" });
    expect(statusLine([found], "shop")).toBe("web 0/2 · pulling");
  });

  test("a slot whose task was replaced counts by the new one", () => {
    const found = progressOf(service(), [task(1, "running"), task(2, "failed"), task(2, "starting")], nodes);
    expect(found).toMatchObject({ running: 1, phase: "starting" });
  });

  test("the reason of the last failed task, with its node", () => {
    const failed = task(1, "failed", { Status: { State: "failed", Err: "task: non-zero exit (3)" } });
    expect(progressOf(service(), [failed, task(1, "ready")], nodes).trouble).toMatchObject({
      node: "m1",
      reason: "task: non-zero exit (3)",
      hasLogs: true,
    });
  });

  test("F27 why no node is found", () => {
    const Err = "no suitable node (scheduling constraints not satisfied on 3 nodes)";
    const waiting = task(1, "pending", { NodeID: undefined, Status: { State: "pending", Err } });
    const found = progressOf(service(), [waiting], nodes);
    expect(found).toMatchObject({ phase: "waiting for a node", trouble: { reason: Err, node: undefined } });
  });

  test.each(["paused", "rollback_started", "rollback_completed", "rollback_paused"])(
    "F26 an update that is %s has failed",
    (State) => {
      const found = progressOf(service({ UpdateStatus: { State } }), [task(1, "running"), task(2, "running")], nodes);
      expect(found).toMatchObject({ settled: false, failure: expect.any(String) });
    },
  );

  test("an update that goes on is not settled", () => {
    const found = progressOf(
      service({ UpdateStatus: { State: "updating" } }),
      [task(1, "running"), task(2, "running")],
      nodes,
    );
    expect(found).toMatchObject({ settled: false, phase: "updating" });
  });

  test("jobs are done when complete; of a global service each node counts; zero replicas are fine", () => {
    const job = service({ JobStatus: { JobIteration: { Index: 7 } } }, { ReplicatedJob: { TotalCompletions: 2 } });
    const JobIteration = { Index: 7 };
    const tasks = [task(1, "complete", { JobIteration }), task(2, "complete", { JobIteration: { Index: 6 } })];
    expect(progressOf(job, tasks, nodes)).toMatchObject({ running: 1, desired: 2, settled: false });
    const global = [task(0, "running"), task(0, "starting", { NodeID: "n3" })];
    expect(progressOf(service({}, { Global: {} }), global, nodes)).toMatchObject({ running: 1, desired: 2 });
    expect(progressOf(service({}, { Replicated: { Replicas: 0 } }), [], nodes)).toMatchObject({ settled: true });
  });

  test("a one-shot service is done when its task ended well", () => {
    const once = service({}, { Replicated: { Replicas: 1 } });
    once.Spec.TaskTemplate.RestartPolicy = { Condition: "none" };
    expect(progressOf(once, [task(1, "complete")], nodes)).toMatchObject({ running: 1, settled: true });
  });
});

describe("the judge", () => {
  const state = (id: string, settled: boolean, crashed: string[] = []): Progress => ({
    id,
    name: id,
    image: "",
    mode: "replicated",
    running: settled ? 1 : 0,
    desired: 1,
    settled,
    phase: "",
    crashes: new Map(crashed.length > 0 ? [["1", new Set(crashed)]] : []),
  });
  const monitor = () => 5_000;

  test("calls a stack converged after the monitor time without a break", () => {
    const judge = new Judge();
    expect(judge.look([state("a", true)], 0, monitor).converged).toBe(false);
    expect(judge.look([state("a", false)], 4_000, monitor).converged).toBe(false);
    expect(judge.look([state("a", true)], 5_000, monitor).converged).toBe(false);
    expect(judge.look([state("a", true)], 9_999, monitor).converged).toBe(false);
    expect(judge.look([state("a", true)], 10_000, monitor).converged).toBe(true);
    expect(judge.look([], 20_000, monitor).converged).toBe(false);
  });

  test("calls it failed when a task crashes on although all others run", () => {
    const judge = new Judge();
    const looks = [["t1"], ["t1", "t2"], ["t2", "t3"], ["t3", "t4"]].map((crashed, index) =>
      judge.look([state("web", false, crashed), state("db", true)], index * 1_000, monitor),
    );
    expect(looks.map(({ failed }) => failed.length)).toEqual([0, 0, 0, 1]);
    expect(looks[3]?.failed[0]?.reason).toContain("4 times");
  });

  test("waits for one that crashes while another is on its way", () => {
    const judge = new Judge();
    for (let index = 0; index < 10; index++) {
      const crashed = [`t${index}`];
      expect(judge.look([state("web", false, crashed), state("db", false)], index, monitor).failed).toEqual([]);
    }
  });
});

/** A host on which the deployment itself fails. */
const refuse =
  (run: Host["run"], cause: string): Host["run"] =>
  async (command, options) => {
    if (!String(command).includes("stack deploy")) return run(command, options);
    throw new SwarmError({ code: "SSH_COMMAND_FAILED", summary: "Failed", cause });
  };

describe("Stack", () => {
  function setUp(prefix: string) {
    const world = new World(prefix);
    const m1 = world.add("m1");
    const swarm = world.form([m1], 1);
    m1.shell = (command) => (command.includes("mktemp") ? "/tmp/x\n" : command.includes("logs") ? "panic: no\n" : "");
    const inputs = (machine: Machine = m1) =>
      stackInputs.parse({
        swarmId: swarm.id,
        managers: [world.manager(machine)],
        name: "shop",
        file: "services: { web: { image: nginx } }",
        variables: { PASSWORD: "hunter2" },
        timeout: 60,
      });
    return { world, swarm, inputs };
  }

  test("is deployed, watched and has its outputs; values stay out of commands, temporary files go", async () => {
    const { world, swarm, inputs } = setUp("deploy");
    swarm.services = [service({ Endpoint: { Ports: [{ PublishedPort: 8080 }] } })];
    swarm.tasks = [task(1, "running"), task(2, "preparing")];
    world.context.clock.onSleep = () => {
      swarm.tasks = [task(1, "running"), task(2, "running")];
    };
    const { id, outputs } = await stack.create(world.context, inputs());
    expect(id).toBe("shop");
    expect(outputs).toEqual({
      services: [{ name: "shop_web", image: "nginx:1", mode: "replicated", running: 2, desired: 2 }],
      publishedPorts: [8080],
      marks: { shop_web: expect.any(String) },
      returned: {},
      forced: 0,
    });
    expect(world.context.statuses).toContain("web 1/2 · pulling");
    expect(world.calls.join("\n")).not.toContain("hunter2");
    expect(world.calls.at(-1)).toBe("m1 $ rm -rf /tmp/x");
  });

  test("of several files is merged by Docker, which gets them all; its words name the user's files", async () => {
    const { world, swarm, inputs } = setUp("files");
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const overrides = [{ name: "production.yaml", text: "services: { web: { tty: true } }" }];
    await stack.create(world.context, { ...inputs(), overrides });
    const command = world.calls.find((call) => call.includes("stack deploy --compose-file"));
    expect(command).toContain("--compose-file stack-0.yaml --compose-file stack-1.yaml");
    expect(world.uploads.get("/tmp/x/files/stack-1.yaml")).toBe(overrides[0]?.text);
    const cause = "failed to merge file stack-1.yaml";
    const { host } = world.machines[0] as Machine;
    host.run = refuse(host.run, cause);
    await expect(stack.create(world.context, { ...inputs(), overrides })).rejects.toMatchObject({
      code: "STACK_DEPLOY_FAILED",
      message: expect.stringMatching(
        /failed to merge file production\.yaml[\s\S]*Correct stack\.yaml or production\.yaml/,
      ),
    });
  });

  test("gets what its services name in env_file beside the file; values stay out of commands", async () => {
    const { world, swarm, inputs } = setUp("env");
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const given = {
      ...inputs(),
      file: "services: { web: { image: nginx, env_file: [./web.env, ../../all.env, /etc/manager.env] } }",
      envFile: { name: ".env", text: "# all\nPASSWORD=lower\nTOKEN='swordfish' \n" },
      envFiles: [
        { name: "./web.env", text: "A=hunter3" },
        { name: "../../all.env", text: "B=hunter4" },
      ],
    };
    expect(stack.check?.(given)).toEqual([]);
    await stack.create(world.context, given);
    const at = (end: string) => [...world.uploads.keys()].find((path) => path.endsWith(end)) ?? "";
    const folder = dirname(at("/stack-0.yaml"));
    expect(world.uploads.get(posix.join(folder, "web.env"))).toBe("A=hunter3");
    expect(world.uploads.get(posix.join(folder, "../../all.env"))).toBe("B=hunter4");
    for (const path of world.uploads.keys()) expect(path).toMatch(/^\/tmp\/x\//);
    expect(world.uploads.get(at("/variables"))).toBe("PASSWORD='hunter2'\nTOKEN=''\\''swordfish'\\'' '\n");
    expect(world.calls.join("\n")).not.toMatch(/hunter\d|swordfish/);
  });

  test("whose env files are missing, unused or wrong is refused with their places, without values", () => {
    const { inputs } = setUp("badenv");
    const given = {
      ...inputs(),
      file: "services:\n  web:\n    image: nginx\n    env_file: web.env\n",
      envFile: { name: ".env", text: "export A=swordfish\n=swordfish\nA.B=swordfish\n" },
      envFiles: [{ name: "other.env", text: "OK=1\nMY NAME=swordfish" }],
    };
    expect(stack.check?.(given)).toEqual([
      { property: "envFile", reason: expect.stringMatching(/^\.env:1: has a space in the name/) },
      { property: "envFile", reason: ".env:2: has no name before `=`" },
      { property: "envFile", reason: expect.stringMatching(/^\.env: "A\.B" cannot be a variable's name/) },
      { property: "envFiles[0]", reason: expect.stringMatching(/^other\.env:2: has a space/) },
      { property: "file", reason: "stack.yaml:4:15: the env file web.env is not there: give its text in `envFiles`" },
      { property: "envFiles[0]", reason: "no service of the stack file names the env file other.env" },
    ]);
    expect(JSON.stringify(stack.check?.(given))).not.toContain("swordfish");
  });

  test("logs in to registries and hands the logins to the nodes; none stands in a command or stays", async () => {
    const { world, swarm, inputs } = setUp("registry");
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const registries = [
      { server: "registry.example.com:5000", username: "ci", password: "swordfish" },
      { server: "docker.io", username: "me", password: "hunter3" },
    ];
    const [m1] = world.machines as [Machine];
    const logins: object[] = [];
    m1.onLogin = (login) => void logins.push(login);
    await stack.create(world.context, { ...inputs(), registries, resolveImage: "changed" });
    expect(logins).toEqual([
      { serveraddress: "registry.example.com:5000", username: "ci", password: "swordfish" },
      { serveraddress: "https://index.docker.io/v1/", username: "me", password: "hunter3" },
    ]);
    const client = JSON.parse(world.uploads.get("/tmp/x/client/config.json") ?? "");
    expect(Buffer.from(client.auths["registry.example.com:5000"].auth, "base64").toString()).toBe("ci:swordfish");
    expect(Object.keys(client.auths)).toContain("https://index.docker.io/v1/");
    const command = world.calls.find((call) => call.includes("stack deploy --compose-file")) ?? "";
    expect(command).toContain("docker --config /tmp/x/client stack deploy");
    expect(command).toContain("--with-registry-auth --resolve-image changed");
    const said = [
      ...world.calls,
      ...world.context.statuses,
      ...world.context.lines,
      JSON.stringify(world.context.kept),
    ];
    for (const hidden of ["swordfish", "hunter3", client.auths["registry.example.com:5000"].auth]) {
      expect(said.join("\n")).not.toContain(hidden);
    }
    m1.host.run = refuse(m1.host.run, "no");
    await expect(stack.create(world.context, { ...inputs(), registries })).rejects.toThrow();
    expect(world.calls.at(-1)).toBe("m1 $ rm -rf /tmp/x");
  });

  test("is not begun where a registry refuses the login; two logins for one are refused", async () => {
    const { world, inputs } = setUp("login");
    const registry = { server: "registry.example.com", username: "ci", password: "swordfish" };
    const [m1] = world.machines as [Machine];
    m1.onLogin = () => {
      throw reply(401, "login attempt to https://registry.example.com/v2/ failed with status: 401 Unauthorized");
    };
    await expect(stack.create(world.context, { ...inputs(), registries: [registry] })).rejects.toMatchObject({
      code: "REGISTRY_LOGIN_FAILED",
      message: expect.stringMatching(/^The registry registry\.example\.com does not let ci in \(m1\)[\s\S]*401/),
    });
    expect(world.uploads.size).toBe(0);
    expect(stack.check?.({ ...inputs(), registries: [registry, registry] })).toEqual([
      { property: "registries[1].server", reason: expect.stringContaining("registries[0]") },
    ]);
  });

  test("F28 a new content of a secret is a new secret; the old one goes when all runs", async () => {
    const { world, swarm, inputs } = setUp("secret");
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const file = "services: { web: { image: nginx } }\nsecrets: { key: { environment: PASSWORD } }\n";
    const made = (PASSWORD: string) => ({ ...inputs(), file, variables: { PASSWORD } });
    const names = () => swarm.objects.map(({ Spec }) => Spec.Name);
    const content = () => Buffer.from(swarm.objects[0]?.Spec.Data ?? "", "base64").toString();
    const { outputs } = await stack.create(world.context, made("hunter2"));
    const [first] = names();
    expect(content()).toBe("hunter2");
    expect(swarm.objects[0]?.Spec.Labels).toMatchObject({ "com.docker.stack.namespace": "shop" });
    expect(world.uploads.get("/tmp/x/files/stack-0.yaml")).toContain(`{external: true, name: "${first}"}`);

    const change = (PASSWORD: string) =>
      stack.update?.(world.context, "shop", { ...made("hunter2"), ...outputs }, made(PASSWORD));
    // While the services do not run with the new one, the old one is there for a rollback.
    swarm.tasks = [task(1, "running"), task(2, "preparing")];
    await expect(change("hunter3")).rejects.toMatchObject({ code: "STACK_NOT_CONVERGED" });
    expect(names()).toEqual([first, expect.stringMatching(/^shop_key_/)]);
    swarm.tasks = [task(1, "running"), task(2, "running")];
    await change("hunter3");
    expect(names()).toHaveLength(1);
    expect(content()).toBe("hunter3");
    await change("hunter3");
    expect(world.calls.filter((call) => call.includes("create secret"))).toHaveLength(2);
    expect(world.calls.join("\n")).not.toMatch(/hunter[23]/);
  });

  test("an old secret that something else uses stays, and that is said", async () => {
    const { world, swarm, inputs } = setUp("used");
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const Labels = { "com.docker.stack.namespace": "shop", "pulumi-swarm.key": "key" };
    swarm.objects = [{ kind: "secret", ID: "o", Spec: { Name: "shop_key_1", Labels, Data: "" }, used: true }];
    await stack.create(world.context, inputs());
    expect(world.context.lines).toEqual(["the old secret shop_key_1 is still in use and stays"]);
  });

  test("F27 that never runs fails at its deadline with the reason, and stays in the state", async () => {
    const { world, swarm, inputs } = setUp("deadline");
    swarm.services = [service()];
    const Err = "no suitable node (scheduling constraints not satisfied on 1 node)";
    swarm.tasks = [task(1, "running"), task(2, "pending", { NodeID: undefined, Status: { State: "pending", Err } })];
    await expect(stack.create(world.context, inputs())).rejects.toMatchObject({
      code: "STACK_NOT_CONVERGED",
      message: expect.stringMatching(/shop_web 1\/2: waiting for a node; no suitable node[\s\S]*constraints/),
    });
    expect(world.context.kept.at(-1)).toMatchObject({ id: "shop", outputs: { services: [{ running: 1 }] } });
  });

  test("F27 that crashes in a loop fails early, with its last words", async () => {
    const { world, swarm, inputs } = setUp("loop");
    swarm.services = [service({}, { Replicated: { Replicas: 1 } })];
    const crash = () => {
      const Status = { State: "failed", Err: "task: non-zero exit (1)" };
      swarm.tasks = [task(1, "failed", { NodeID: "node1", Status }), task(1, "ready")];
    };
    crash();
    world.context.clock.onSleep = crash;
    await expect(stack.create(world.context, inputs())).rejects.toMatchObject({
      code: "STACK_FAILED",
      message: expect.stringMatching(/crashes again and again[\s\S]*on m1: task: non-zero exit \(1\)\n\s+panic: no/),
    });
  });

  test("F27 that no node can ever take fails before its deadline", async () => {
    const { world, swarm, inputs } = setUp("hopeless");
    const db = service({}, { Replicated: { Replicas: 1 } });
    db.Spec.TaskTemplate.Placement = { Constraints: ["node.labels.disk == ssd"] };
    swarm.services = [db];
    const Err = "no suitable node (scheduling constraints not satisfied on 1 node)";
    swarm.tasks = [task(1, "pending", { NodeID: undefined, Status: { State: "pending", Err } })];
    const start = world.context.clock.now();
    await expect(stack.create(world.context, inputs())).rejects.toMatchObject({
      code: "STACK_FAILED",
      message: expect.stringContaining("no node can take it; the constraint `node.labels.disk == ssd` excludes m1"),
    });
    expect(world.context.clock.now() - start).toBeLessThan(30_000);
  });

  test("that somebody else changes meanwhile is not called converged", async () => {
    const { world, swarm, inputs } = setUp("theirs");
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    world.context.clock.onSleep = () => {
      swarm.services = [service({}, { Replicated: { Replicas: 1 } })];
    };
    await expect(stack.create(world.context, inputs())).rejects.toMatchObject({
      code: "STACK_CHANGED",
      message: expect.stringContaining("shop_web was changed"),
    });
  });

  test("with a global service that no node takes runs, but says so", async () => {
    const { world, swarm, inputs } = setUp("nowhere");
    const agent = service({}, { Global: {} });
    agent.Spec.TaskTemplate.Placement = { Constraints: ["node.role == worker"] };
    swarm.services = [agent];
    await stack.create(world.context, inputs());
    expect(world.context.lines).toEqual(["shop_web runs on no node: the constraint `node.role == worker` excludes m1"]);
  });

  test("whose services were scaled, added or removed by hand is seen by a refresh, again and again", async () => {
    const { world, swarm, inputs } = setUp("drift");
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const { outputs } = await stack.create(world.context, inputs());
    const read = (state = { ...inputs(), ...outputs }) => stack.read?.(world.context, "shop", state);
    expect(await read()).toMatchObject({ drifted: false });
    swarm.services = [service({}, { Replicated: { Replicas: 3 } })];
    const found = await read();
    expect(found).toMatchObject({ drifted: true, outputs: { services: [{ desired: 3 }] } });
    expect(world.context.lines).toEqual(["shop_web was changed by hand"]);
    expect(await read({ ...inputs(), ...found?.outputs } as never)).toMatchObject({ drifted: true });
    swarm.services = [service()];
    expect(await read()).toMatchObject({ drifted: false });
  });

  test("that is gone is read as gone", async () => {
    const { world, inputs } = setUp("gone");
    expect(await stack.read?.(world.context, "shop", { ...inputs(), ...nothingYet })).toBeUndefined();
  });
});
