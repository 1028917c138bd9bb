import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pool, server } from "./setup";

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "upload-"));
  await mkdir(join(dir, "bin"));
});
afterEach(() => rm(dir, { recursive: true }));

/** Puts a command in front of the real one; `$log` is a file for its notes. */
async function shim(name: string, body: string): Promise<void> {
  const path = join(dir, "bin", name);
  await writeFile(path, `#!/bin/sh\nlog=${dir}/log\n${body}\n`);
  await chmod(path, 0o755);
}

async function connect(user = "root", dropFirst = 0) {
  await shim("chown", 'echo "chown $2 $(ls -A $(dirname $3) | grep -c secret.env)" >>$log');
  await shim("sudo", 'echo sudo >>$log; shift; exec "$@"');
  const remote = await server({ shell: { path: [join(dir, "bin")], dropFirst } });
  return { remote, host: await pool().use(remote.connection({ user })) };
}

const log = () => readFile(join(dir, "log"), "utf8");

test("writes content, mode and owner before the name, and makes the directory", async () => {
  const { host, remote } = await connect();
  const target = join(dir, "a b", "it's", "secret.env");
  await host.upload(target, "TOKEN=hunter2\n", { mode: 0o600, owner: "web:www" });
  expect(await readFile(target, "utf8")).toBe("TOKEN=hunter2\n");
  expect((await stat(target)).mode & 0o7777).toBe(0o600);
  // When the owner was set, no file had the target's name.
  expect(await log()).toBe("chown web:www 0\n");
  expect(await readdir(join(dir, "a b", "it's"))).toEqual(["secret.env"]);
  expect(remote.calls[0]?.line).not.toContain("hunter2");
});

test("by default root owns it and everyone can read it", async () => {
  const { host } = await connect();
  await host.upload(join(dir, "secret.env"), "x");
  expect(await log()).toContain("chown root:root");
  expect((await stat(join(dir, "secret.env"))).mode & 0o7777).toBe(0o644);
});

test("goes through sudo for another user", async () => {
  const { host } = await connect("ubuntu");
  await host.upload(join(dir, "secret.env"), "x");
  expect(await log()).toMatch(/^sudo\n/);
});

test("bytes stay as they are, and many of them", async () => {
  const { host } = await connect();
  const bytes = Buffer.alloc(5_000_000, Buffer.from([0, 255, 10, 13, 39, 128]));
  await host.upload(join(dir, "image"), bytes);
  expect((await readFile(join(dir, "image"))).equals(bytes)).toBe(true);
});

test("a failure leaves the old file and no temporary one", async () => {
  const { host } = await connect();
  await mkdir(join(dir, "etc"));
  await writeFile(join(dir, "etc", "conf"), "old");
  await shim("mv", "echo 'disk full' >&2; exit 1");
  await expect(host.upload(join(dir, "etc", "conf"), "new")).rejects.toMatchObject({
    code: "SSH_COMMAND_FAILED",
    summary: expect.stringContaining(`write ${dir}/etc/conf`),
    cause: "disk full",
  });
  expect(await readdir(join(dir, "etc"))).toEqual(["conf"]);
  expect(await readFile(join(dir, "etc", "conf"), "utf8")).toBe("old");
});

test("content that is cut short never gets the name", async () => {
  const { host } = await connect();
  await mkdir(join(dir, "etc"));
  await shim("cat", "exec head -c 3");
  await expect(host.upload(join(dir, "etc", "conf"), "abcdef")).rejects.toMatchObject({ cause: "got 3 of 6 bytes" });
  expect(await readdir(join(dir, "etc"))).toEqual([]);
});

test("a dropped connection leaves a whole file: the upload is repeated", async () => {
  const { host, remote } = await connect("root", 1);
  await host.upload(join(dir, "etc", "conf"), "abcdef");
  expect(await readFile(join(dir, "etc", "conf"), "utf8")).toBe("abcdef");
  expect(remote.dials).toBe(2);
});

test("a directory is not overwritten, and a path must be absolute", async () => {
  const { host } = await connect();
  await expect(host.upload(dir, "x")).rejects.toThrow("is a directory");
  await expect(host.upload("etc/conf", "x")).rejects.toMatchObject({ code: "SSH_BAD_PATH" });
});
