import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../provisioners/core/until";
import { generateKey } from "../../provisioners/ssh/keys/generate";
import { loginKey, type TestServer } from "./server";
import { pool, server } from "./setup";

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "logins-"));
});
afterEach(() => rm(dir, { recursive: true }));

const ok = () => ({ stdout: "ok" });
const noKey = (host: TestServer) => host.connection({ privateKey: undefined });

/** An agent with these private keys, for the time of `use`. */
async function withAgent(keys: string[], use: (socket: string) => Promise<void>): Promise<void> {
  const socket = join(dir, "agent");
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  await until(async () => existsSync(socket) || undefined, {
    what: "ssh-agent to listen",
    deadlineMs: 20_000,
    pauseMs: 20,
    maxPauseMs: 100,
  });
  try {
    for (const [index, key] of keys.entries()) {
      const file = join(dir, `key${index}`);
      await writeFile(file, key, { mode: 0o600 });
      execFileSync("ssh-add", ["-q", file], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    }
    await use(socket);
  } finally {
    const gone = once(agent, "exit");
    agent.kill();
    await gone;
  }
}

describe("an agent that has only keys of security keys", () => {
  const text = (value: string | Buffer) => {
    const bytes = Buffer.from(value as string);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const securityKey = (type: string) =>
    Buffer.concat([text(Buffer.concat([text(type), text(Buffer.alloc(32, 7)), text("ssh:")])), text("a comment")]);

  /** An agent on paper, which sends its answers in small pieces. */
  async function withFakeAgent(types: string[], use: (socket: string) => Promise<void>): Promise<void> {
    const socket = join(dir, "fake");
    const count = Buffer.from([12, 0, 0, 0, types.length]);
    const answer = text(Buffer.concat([count, ...types.map(securityKey)]));
    const agent = createServer((client) => {
      client.on("data", (request) => {
        if (request.at(4) !== 11) return client.destroy();
        client.write(answer.subarray(0, 3), () => client.write(answer.subarray(3)));
      });
    });
    await new Promise<void>((resolve) => void agent.listen(socket, resolve));
    try {
      await use(socket);
    } finally {
      agent.close();
    }
  }

  test("is refused before the dial, with their types and the way out", async () => {
    const host = await server();
    const types = ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"];
    await withFakeAgent(types, async (agent) => {
      await expect(pool({ agent }).use(noKey(host))).rejects.toMatchObject({
        code: "SSH_NO_AGENT",
        kind: "final",
        cause: `the agent has only keys that the SSH client here cannot sign with: ${types.join(", ")}`,
        fix: expect.stringContaining("Add an ordinary key as well"),
      });
    });
    await withFakeAgent([], async (agent) => {
      await expect(pool({ agent }).use(noKey(host))).rejects.toMatchObject({ cause: "the agent has no key" });
    });
    expect(host.dials).toBe(0);
  });
});

// Debian has it in openssh-client; a computer that runs Pulumi may do without.
const hasAgent = !spawnSync("ssh-agent", ["-?"]).error;

(hasAgent ? describe : describe.skip)("an SSH agent (skipped without ssh-agent)", () => {
  test("signs in the place of a private key, with the key of several that the host knows", async () => {
    const host = await server({ handler: ok });
    await withAgent([generateKey().privateKey, loginKey.privateKey], async (agent) => {
      const used = await pool({ agent }).use(noKey(host));
      expect((await used.run("true")).stdout).toBe("ok");
    });
  });

  test("without the right key is a refused login", async () => {
    const host = await server();
    await withAgent([generateKey().privateKey], async (agent) => {
      const failure = pool({ agent }).use(noKey(host));
      await expect(failure).rejects.toMatchObject({ code: "SSH_AUTH_FAILED", kind: "final" });
      await expect(failure).rejects.toThrow("any key of the SSH agent");
    });
  });

  test("that is missing, gone or empty is an error before the dial", async () => {
    const host = await server();
    const none = { code: "SSH_NO_AGENT", kind: "final" };
    await expect(pool({ agent: "" }).use(noKey(host))).rejects.toMatchObject(none);
    await expect(pool({ agent: join(dir, "gone") }).use(noKey(host))).rejects.toMatchObject(none);
    await withAgent([], async (agent) => {
      await expect(pool({ agent }).use(noKey(host))).rejects.toMatchObject(none);
    });
    expect(host.dials).toBe(0);
  });
});

test("an encrypted private key is opened with its passphrase, and with no other", async () => {
  const host = await server({ handler: ok });
  const file = join(dir, "id");
  await writeFile(file, loginKey.privateKey, { mode: 0o600 });
  execFileSync("ssh-keygen", ["-q", "-a", "1", "-p", "-P", "", "-N", "hunter2", "-f", file]);
  const privateKey = await readFile(file, "utf8");
  const used = await pool().use(host.connection({ privateKey, passphrase: "hunter2" }));
  expect((await used.run("true")).stdout).toBe("ok");
  for (const passphrase of [undefined, "hunter3"]) {
    const failure = pool().use(host.connection({ privateKey, passphrase }));
    await expect(failure).rejects.toMatchObject({ code: "SSH_BAD_KEY", kind: "final" });
    await expect(failure).rejects.not.toThrow(/hunter/);
  }
});

describe("a chain of jump hosts", () => {
  test("is gone through in its order, each with its own key", async () => {
    const [first, second] = [await server({ forward: true }), await server({ forward: true })];
    const host = await server({ handler: ok });
    const jumps = [first.connection(), second.connection()];
    const used = await pool().use(host.connection({ jumps }));
    expect((await used.run("true")).stdout).toBe("ok");
    expect([first.dials, second.dials, host.dials]).toEqual([1, 1, 1]);
  });

  test("ends at the first host with a wrong key: nothing goes beyond it", async () => {
    const [first, second] = [await server({ forward: true }), await server({ forward: true })];
    const host = await server();
    const jumps = [first.connection(), second.connection({ hostKey: first.hostKey.publicKey })];
    const failure = pool().use(host.connection({ jumps }));
    await expect(failure).rejects.toMatchObject({ code: "SSH_HOST_KEY_MISMATCH" });
    expect([second.logins, host.dials]).toEqual([0, 0]);
  });
});

test("any of several host keys is accepted, and no other", async () => {
  const host = await server({ hostKey: "ecdsa" });
  const other = generateKey().publicKey;
  await pool().use(host.connection({ hostKey: `${other}\n${host.hostKey.publicKey}\n` }));
  const failure = pool().use(host.connection({ hostKey: `${other}\n${generateKey().publicKey}` }));
  await expect(failure).rejects.toMatchObject({ code: "SSH_HOST_KEY_MISMATCH" });
});
