import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../provisioners/core/paths";
import { onlyLeftovers, readLocks, stateFolder } from "../../tools/locks";
import { hasOwnBackend, plainOptions } from "../../tools/pulumi";
import { ask, report } from "../../tools/report";
import { dropSalt, pendingCreates } from "../../tools/stack";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tools-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("the cache follows the user's settings", () => {
  expect(cacheFolder({ PULUMI_SWARM_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe("/a");
  expect(cacheFolder({ XDG_CACHE_HOME: "/b" })).toBe("/b/pulumi-swarm");
  expect(cacheFolder({})).toMatch(/\.cache\/pulumi-swarm$/);
});

describe("the user's own backend", () => {
  const login = async (text: string) => writeFile(join(folder, "credentials.json"), text);

  test.each([["PULUMI_BACKEND_URL"], ["PULUMI_ACCESS_TOKEN"]])("by %s", (name) => {
    expect(hasOwnBackend({ PULUMI_HOME: folder, [name]: "x" })).toBe(true);
  });

  test("by login", async () => {
    expect(hasOwnBackend({ PULUMI_HOME: folder })).toBe(false);
    await login('{"current":"s3://bucket"}');
    expect(hasOwnBackend({ PULUMI_HOME: folder })).toBe(true);
    await login('{"current":""}');
    expect(hasOwnBackend({ PULUMI_HOME: folder })).toBe(false);
  });

  test("unreadable credentials are not taken for none", async () => {
    await login("{");
    expect(() => hasOwnBackend({ PULUMI_HOME: folder })).toThrow(/credentials\.json[\s\S]*Fix: /);
  });
});

describe("locks of killed runs", () => {
  const write = async (stack: string, content: object) => {
    const into = join(folder, ".pulumi/locks/organization/project", stack);
    await mkdir(into, { recursive: true });
    await writeFile(join(into, "1.json"), JSON.stringify(content));
  };
  const lock = { pid: 42, username: "u", hostname: "here", timestamp: "2026-01-02T03:04:05Z" };

  test("only the stack's own locks count", async () => {
    expect(await readLocks(folder, "project", "lab")).toEqual([]);
    await write("lab", lock);
    await write("other", lock);
    expect(await readLocks(folder, "project", "lab")).toMatchObject([{ pid: 42, hostname: "here" }]);
    expect(await readLocks(folder, "elsewhere", "lab")).toEqual([]);
  });

  test("a dead process here leaves a lock that may go", async () => {
    await write("lab", lock);
    const locks = await readLocks(folder, "project", "lab");
    expect(await onlyLeftovers(locks, async () => false, "here")).toBe(true);
    expect(await onlyLeftovers([], async () => false, "here")).toBe(false);
  });

  test("a living process, or one on another machine, keeps its lock", async () => {
    await write("lab", lock);
    const locks = await readLocks(folder, "project", "lab");
    await expect(onlyLeftovers(locks, async () => true, "here")).rejects.toThrow(/locked by process 42[\s\S]*Fix: /);
    await expect(onlyLeftovers(locks, async () => false, "there")).rejects.toMatchObject({ code: "STACK_BUSY" });
  });

  test("only a local file backend has them", () => {
    expect(stateFolder("file:///a/b%20c")).toBe("/a/b c");
    expect(stateFolder("s3://bucket")).toBeUndefined();
    expect(stateFolder(undefined)).toBeUndefined();
  });
});

test("only open creations need to be cleared", () => {
  const pending_operations = [{ type: "creating" }, { type: "updating" }, { type: "creating" }];
  expect(pendingCreates(JSON.stringify({ deployment: { pending_operations } }))).toBe(2);
  expect(pendingCreates(JSON.stringify({ deployment: {} }))).toBe(0);
});

test("the salt is dropped from a stack's configuration, unless something is encrypted with it", async () => {
  const config = join(folder, "Pulumi.lab.yaml");
  const plain = "config:\n  # kept\n  swarm:x: 1\n";
  await writeFile(config, `${plain}encryptionsalt: v1:abc\n`);
  await dropSalt(config);
  expect(await readFile(config, "utf8")).toBe(plain);
  const encrypted = "encryptionsalt: v1:abc\nconfig:\n  swarm:x:\n    secure: v1:def\n";
  await writeFile(config, encrypted);
  await dropSalt(config);
  expect(await readFile(config, "utf8")).toBe(encrypted);
  await dropSalt(join(folder, "none"));
});

describe("the report of npm start", () => {
  test("shows nodes, services and answers", () => {
    const text = report(
      {
        nodes: [{ name: "manager-1", role: "manager", address: "10.20.0.11", availability: "active" }],
        services: [{ stack: "web", name: "web_page", image: "page:1", running: 2, desired: 3 }],
        urls: { web: "http://127.0.0.1:8080" },
        endpoints: [{ name: "web", url: "http://127.0.0.1:8080" }],
      },
      [{ name: "web", url: "http://127.0.0.1:8080", answers: true, detail: "200 OK" }],
    );
    for (const part of ["manager-1", "10.20.0.11", "web_page", "2/3", "http://127.0.0.1:8080", "200 OK", "destroy"]) {
      expect(text).toContain(part);
    }
  });

  test("tells an answer from silence", async () => {
    let status = 200;
    const server = createServer((_, response) => response.writeHead(status, { connection: "close" }).end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const [url, closed] = [`http://${place}`, "http://127.0.0.1:1"];
    expect(await ask("web", [url], 0)).toMatchObject({ url, answers: true, detail: "200 OK" });
    expect(await ask("db", [`tcp://${place}`], 0)).toMatchObject({ answers: true, detail: "open" });
    expect(await ask("dns", ["udp://127.0.0.1:53"], 0)).toMatchObject({ answers: true, detail: "not asked" });
    // In host mode only nodes with a task answer.
    expect(await ask("web", [closed, url], 0)).toMatchObject({ url, answers: true });
    status = 401;
    expect(await ask("web", [url], 0)).toMatchObject({ answers: true, detail: "401 Unauthorized" });
    status = 503;
    expect(await ask("web", [url], 0)).toMatchObject({ answers: false, detail: "503 Service Unavailable" });
    expect(await ask("web", [`https://${place}`], 0)).toMatchObject({ answers: false });
    await new Promise((resolve) => server.close(resolve));
    expect(await ask("web", [url], 0)).toMatchObject({ answers: false, detail: expect.stringMatching(/ECONNREFUSED/) });
    expect(await ask("db", [`tcp://${place}`], 0)).toMatchObject({ answers: false });
  });
});

test("a piped run of Pulumi prints no dots and no colours, one in a terminal has Pulumi's own display", () => {
  expect(plainOptions(false)).toEqual(["--suppress-progress", "--color", "never"]);
  expect(plainOptions(true)).toEqual([]);
});
