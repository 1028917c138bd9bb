import type { SwarmError } from "../../provisioners/core/errors";
import type { Handler } from "./server";
import { pool, server, signalled } from "./setup";

async function hostWith(handler: Handler, changes: object = {}) {
  const remote = await server({ handler });
  const host = await pool().use(remote.connection(changes), { name: "web-1" });
  return { remote, host };
}

test("gives stdout, stderr and the exit code", async () => {
  const { host } = await hostWith(() => ({ stdout: "out\n", stderr: "err\n", code: 3 }));
  await expect(host.run("x", { codes: [0, 3] })).resolves.toEqual({ stdout: "out\n", stderr: "err\n", code: 3 });
});

test("an array is quoted word by word", async () => {
  const { host, remote } = await hostWith(() => ({}));
  await host.run(["echo", "it's", "$HOME"]);
  expect(remote.calls[0]?.command).toBe(`echo 'it'\\''s' '$HOME'`);
});

test("a secret on stdin stands neither in the command line nor in the error", async () => {
  const { host, remote } = await hostWith(() => ({ stderr: "no such swarm", code: 1 }));
  const failure = host.run("docker swarm unlock", { stdin: "SWMKEY-1-secret" });
  await expect(failure).rejects.toMatchObject({ code: "SSH_COMMAND_FAILED" });
  await expect(failure).rejects.not.toThrow("SWMKEY");
  expect(remote.calls[0]?.stdin).toBe("SWMKEY-1-secret");
  expect(remote.calls[0]?.line).not.toContain("SWMKEY");
});

test("streams complete lines while the command runs", async () => {
  const { host } = await hostWith(() => ({ stdout: "one\r\ntwo\nün", stderr: "three\n" }));
  const lines: string[] = [];
  await host.run("x", { onLine: (line) => lines.push(line) });
  expect(lines.sort()).toEqual(["one", "three", "two", "ün"]);
});

describe("a command that fails", () => {
  const numbered = Array.from({ length: 15 }, (_, index) => `line ${index + 1}.`).join("\n");

  test("says what, where and the last ten lines of stderr", async () => {
    const { host } = await hostWith(() => ({ stdout: "noise", stderr: `${numbered}\n\n`, code: 100 }));
    const failure = host.run("apt-get install docker-ce", { what: "install docker-ce" });
    await expect(failure).rejects.toMatchObject({
      code: "SSH_COMMAND_FAILED",
      kind: "final",
      summary: "Failed with exit code 100: install docker-ce",
      host: "web-1 (127.0.0.1)",
    });
    await expect(failure).rejects.toThrow("Cause: line 6.\n");
    await expect(failure).rejects.not.toThrow("noise");
  });

  test("shows stdout when stderr is empty", async () => {
    const { host } = await hostWith(() => ({ stdout: "reason", code: 1 }));
    await expect(host.run("x")).rejects.toThrow("Cause: reason");
  });
});

describe("sudo", () => {
  test("is used for a user other than root, unless told not to", async () => {
    const { host, remote } = await hostWith(() => ({}), { user: "ubuntu" });
    await host.run("id");
    await host.run("id", { sudo: false });
    expect(remote.calls.map(({ sudo }) => sudo)).toEqual([true, false]);
  });

  test("is not used by root", async () => {
    const { host, remote } = await hostWith(() => ({}));
    await host.run("id");
    expect(remote.calls).toEqual([expect.objectContaining({ command: "id", sudo: false, seconds: 62 })]);
  });

  test.each([
    "sudo: a password is required\n",
    "ubuntu is not in the sudoers file.\n",
    "sh: 1: sudo: not found\n",
    "sudo: Ein Passwort ist notwendig\n",
  ])("that is refused says how to allow it: %j", async (stderr) => {
    const { host } = await hostWith(() => ({ stderr, code: 1, refused: true }), { user: "ubuntu" });
    const failure = host.run("grep x y", { codes: [0, 1] });
    await expect(failure).rejects.toMatchObject({ code: "SSH_NO_SUDO", kind: "final" });
    await expect(failure).rejects.toThrow("ubuntu ALL=(ALL) NOPASSWD:ALL");
  });
});

describe("a connection that drops during a command", () => {
  const dropOnce = (): Handler => {
    let calls = 0;
    return () => (++calls === 1 ? "drop" : { stdout: "done" });
  };

  test("repeats the command when that is safe", async () => {
    const { host, remote } = await hostWith(dropOnce());
    await expect(host.run("x", { idempotent: true })).resolves.toMatchObject({ stdout: "done" });
    expect([remote.calls.length, remote.dials]).toEqual([2, 2]);
  });

  test("is an error otherwise, and the next command dials again", async () => {
    const { host, remote } = await hostWith(dropOnce());
    await expect(host.run("x")).rejects.toMatchObject({ code: "SSH_DROPPED", kind: "transport" });
    expect(remote.calls).toHaveLength(1);
    await expect(host.run("x")).resolves.toMatchObject({ stdout: "done" });
    expect(remote.dials).toBe(2);
  });

  test("fails every command that ran on it", async () => {
    const both = signalled();
    let calls = 0;
    const { host, remote } = await hostWith(() => {
      if (++calls === 2) both.see();
      return "hang";
    });
    const results = Promise.allSettled([host.run("a"), host.run("b")]);
    await both.seen;
    remote.drop();
    const codes = (await results).map((result) => result.status === "rejected" && (result.reason as SwarmError).code);
    expect(codes).toEqual(["SSH_DROPPED", "SSH_DROPPED"]);
  });
});

test("a command that does not end in time is ended", async () => {
  const signal = signalled<string>();
  const remote = await server({ handler: () => "hang", onSignal: signal.see });
  const host = await pool().use(remote.connection());
  const failure = host.run("sleep 1000", { deadlineMs: 500 });
  await expect(failure).rejects.toMatchObject({ code: "DEADLINE", summary: expect.stringContaining("sleep 1000") });
  await expect(signal.seen).resolves.toBe("TERM");
});

test("cancelling ends a running command and those that wait for a place", async () => {
  const full = signalled();
  let running = 0;
  const remote = await server({
    handler: () => {
      if (++running === 6) full.see();
      return "hang";
    },
  });
  const cancel = new AbortController();
  const host = await pool().use(remote.connection(), { signal: cancel.signal });
  const results = Promise.allSettled(Array.from({ length: 9 }, () => host.run("sleep 1000")));
  await full.seen;
  cancel.abort();
  const codes = (await results).map((result) => result.status === "rejected" && (result.reason as SwarmError).code);
  expect(new Set(codes)).toEqual(new Set(["CANCELLED"]));
});

test("never more sessions at a time than sshd allows", async () => {
  const remote = await server({ handler: async () => new Promise((resolve) => setImmediate(resolve, {})) });
  const host = await pool().use(remote.connection());
  await Promise.all(Array.from({ length: 40 }, () => host.run("true")));
  expect(remote.calls).toHaveLength(40);
  expect(remote.maxSessions).toBeLessThanOrEqual(10);
});

test("a session that is refused is asked for again: the command never started", async () => {
  const remote = await server({ refuseSessions: 2, handler: () => ({ stdout: "ok" }) });
  const host = await pool().use(remote.connection());
  await expect(host.run("x")).resolves.toMatchObject({ stdout: "ok" });
  expect(remote.calls).toHaveLength(1);
});

test("a large input and a large output pass", async () => {
  const big = "0123456789abcdef".repeat(300_000);
  const remote = await server({ handler: ({ stdin }) => ({ stdout: stdin }) });
  const host = await pool().use(remote.connection());
  const { stdout } = await host.run("cat", { stdin: big });
  expect(stdout === big).toBe(true);
});
