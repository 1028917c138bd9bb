import net from "node:net";
import { utils } from "ssh2";
import { systemClock } from "../../provisioners/core/until";
import { generateKey } from "../../provisioners/ssh/keys/generate";
import { fingerprint } from "../../provisioners/ssh/keys/keys";
import { TestServer } from "./server";
import { pool, server, signalled } from "./setup";

const printOf = (publicKey: string) => {
  const key = utils.parseKey(publicKey);
  if (key instanceof Error) throw key;
  return fingerprint(key.getPublicSSH());
};

test("concurrent uses share one dial and one connection", async () => {
  const host = await server();
  const ssh = pool();
  const hosts = await Promise.all(Array.from({ length: 8 }, () => ssh.use(host.connection())));
  await Promise.all(hosts.map((each) => each.run("true")));
  expect(host.dials).toBe(1);
  expect(host.calls).toHaveLength(8);
});

test("another host key pin never shares a connection", async () => {
  const host = await server();
  const ssh = pool();
  await ssh.use(host.connection());
  const other = generateKey().publicKey;
  await expect(ssh.use(host.connection({ hostKey: other }))).rejects.toMatchObject({ code: "SSH_HOST_KEY_MISMATCH" });
});

test("a refused connection is dialled again until the host is up", async () => {
  const late = new TestServer();
  await late.listen();
  const connection = late.connection();
  await late.close();
  const statuses: string[] = [];
  const refusedTwice = signalled();
  const ssh = pool();
  const used = ssh.use(connection, {
    status: (text) => {
      statuses.push(text);
      if (statuses.length === 2) refusedTwice.see();
    },
  });
  await refusedTwice.seen;
  await late.listen(connection.port);
  await used;
  expect(statuses[1]).toBe("dial 2: connection refused, retrying");
  await ssh.close();
  await late.close();
});

test("a host that never sends its banner is dialled again", async () => {
  const host = await server({ muteFirst: 1 });
  const statuses: string[] = [];
  await pool({ readyTimeoutMs: 300 }).use(host.connection(), { status: (text) => statuses.push(text) });
  expect(statuses[0]).toMatch(/^dial 1: no answer within 1 s, retrying$/);
});

test("connections closed before the banner, as by MaxStartups, are dialled again", async () => {
  const host = await server({ dropFirst: 3 });
  const statuses: string[] = [];
  await pool().use(host.connection(), { status: (text) => statuses.push(text) });
  expect(host.dials).toBe(4);
  expect(statuses[2]).toBe("dial 3: closed before the SSH handshake (busy sshd), retrying");
});

test("a host that stays away is given up after the deadline, with the last reason", async () => {
  const gone = await TestServer.start();
  const connection = gone.connection();
  await gone.close();
  const failure = pool().use(connection, { deadlineMs: 30, name: "web-1" });
  await expect(failure).rejects.toMatchObject({
    code: "SSH_UNREACHABLE",
    kind: "transport",
    host: "web-1 (127.0.0.1)",
  });
  await expect(failure).rejects.toThrow("connection refused");
});

describe("host key", () => {
  const wrong = generateKey().publicKey;

  test.each([
    ["line", wrong],
    ["fingerprint", printOf(wrong)],
  ])("a wrong one (%s) is final, names both, and nothing is sent (F3)", async (_form, hostKey) => {
    const host = await server();
    const failure = pool().use(host.connection({ hostKey }));
    await expect(failure).rejects.toMatchObject({ code: "SSH_HOST_KEY_MISMATCH", kind: "final" });
    await expect(failure).rejects.toThrow(printOf(wrong));
    await expect(failure).rejects.toThrow(printOf(host.hostKey.publicKey));
    await expect(failure).rejects.toThrow(`ssh-keyscan -p ${host.port} 127.0.0.1`);
    expect(host).toMatchObject({ dials: 1, logins: 0 });
  });

  test("one of another type is named too", async () => {
    const host = await server({ hostKey: "ecdsa" });
    const failure = pool().use(host.connection({ hostKey: wrong }));
    await expect(failure).rejects.toThrow(printOf(host.hostKey.publicKey));
    expect(host.logins).toBe(0);
  });

  test("the right one is known by line, known_hosts line and fingerprint", async () => {
    const host = await server();
    const { publicKey: line } = host.hostKey;
    for (const hostKey of [line, `${line} root@web`, `[127.0.0.1]:22 ${line}`, printOf(line), `${printOf(line)}=`]) {
      await pool().use(host.connection({ hostKey }));
    }
  });

  test("one that cannot be read is an error before the dial", async () => {
    const host = await server();
    await expect(pool().use(host.connection({ hostKey: "yes" }))).rejects.toMatchObject({ code: "SSH_BAD_HOST_KEY" });
    expect(host.dials).toBe(0);
  });
});

describe("login", () => {
  test("a refused one is final: user, key and fix, after one dial", async () => {
    const host = await server();
    const stranger = generateKey();
    const failure = pool().use(host.connection({ privateKey: stranger.privateKey, user: "deploy" }));
    await expect(failure).rejects.toMatchObject({ code: "SSH_AUTH_FAILED", kind: "final" });
    await expect(failure).rejects.toThrow(`user deploy in with the key ${printOf(stranger.publicKey)}`);
    await expect(failure).rejects.toThrow("~deploy/.ssh/authorized_keys");
    expect(host.dials).toBe(1);
  });

  test("a machine that is still booting is dialled again", async () => {
    const host = await server({
      banner: "System is booting up. Unprivileged users are not permitted.",
      refuseLogins: 1,
    });
    await pool().use(host.connection({ user: "ubuntu" }));
    expect(host.dials).toBe(2);
  });

  const encrypted = utils.generateKeyPairSync("ed25519", { passphrase: "x", cipher: "aes256-ctr", rounds: 1 });
  test.each([
    ["protected by a passphrase", encrypted.private],
    ["cannot be read", "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n"],
    ["public key", generateKey().publicKey],
  ])("a private key that is %s is an error before the dial", async (text, privateKey) => {
    const host = await server();
    const failure = pool().use(host.connection({ privateKey }));
    await expect(failure).rejects.toMatchObject({ code: "SSH_BAD_KEY", kind: "final" });
    await expect(failure).rejects.toThrow(text);
    await expect(failure).rejects.not.toThrow("hunter2");
    expect(host.dials).toBe(0);
  });
});

describe("cancellation", () => {
  test("ends a dial; others who wait for the same host go on", async () => {
    const host = await server({ muteFirst: 1 });
    const ssh = pool({ readyTimeoutMs: 300 });
    const cancel = new AbortController();
    const mine = ssh.use(host.connection(), { signal: cancel.signal });
    const other = ssh.use(host.connection());
    cancel.abort();
    await expect(mine).rejects.toMatchObject({ code: "CANCELLED", kind: "final" });
    await other;
  });

  test("closes the socket when nobody else waits", async () => {
    const closed = signalled();
    const mute = net.createServer((socket) => {
      socket.resume();
      socket.once("close", () => closed.see());
      cancel.abort();
    });
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const cancel = new AbortController();
    const host = await server();
    const connection = host.connection({ port: (mute.address() as net.AddressInfo).port });
    await expect(pool().use(connection, { signal: cancel.signal })).rejects.toMatchObject({ code: "CANCELLED" });
    await closed.seen;
    await new Promise((resolve) => mute.close(resolve));
  });

  test("the end of the pool ends its dials, and it dials no more", async () => {
    const host = await server({ muteFirst: 1 });
    const ssh = pool();
    const used = ssh.use(host.connection());
    const failed = expect(used).rejects.toMatchObject({ code: "CANCELLED" });
    await ssh.close();
    await failed;
    await expect(ssh.use(host.connection())).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

describe("jump host", () => {
  test("carries the connection, each host with its own pinned key", async () => {
    const jump = await server({ forward: true });
    const host = await server({ handler: () => ({ stdout: "inside" }) });
    const ssh = pool();
    const hosts = await Promise.all([1, 2].map(() => ssh.use(host.connection({ jump: jump.connection() }))));
    expect((await hosts[1]?.run("hostname"))?.stdout).toBe("inside");
    expect([jump.dials, host.dials]).toEqual([1, 1]);
    await ssh.close();
  });

  test("a wrong key of the jump host is final, and names it", async () => {
    const jump = await server({ forward: true });
    const host = await server();
    const connection = host.connection({ jump: jump.connection({ hostKey: host.hostKey.publicKey }) });
    const failure = pool().use(connection);
    await expect(failure).rejects.toMatchObject({ code: "SSH_HOST_KEY_MISMATCH", host: "jump host 127.0.0.1" });
    expect([jump.logins, host.dials]).toEqual([0, 0]);
  });

  test("a host that is down behind it is dialled again", async () => {
    const jump = await server({ forward: true });
    const gone = await TestServer.start();
    const connection = gone.connection({ jump: jump.connection() });
    await gone.close();
    const failure = pool().use(connection, { deadlineMs: 500 });
    await expect(failure).rejects.toMatchObject({ code: "SSH_UNREACHABLE" });
    await expect(failure).rejects.toThrow("the jump host cannot connect to it");
  });

  test("one that is down is named", async () => {
    const gone = await TestServer.start();
    const host = await server();
    const connection = host.connection({ jump: gone.connection() });
    await gone.close();
    await expect(pool().use(connection, { deadlineMs: 200 })).rejects.toThrow("Cause: jump host: connection refused");
  });

  test("one that forwards nothing is final", async () => {
    const jump = await server();
    const host = await server();
    const failure = pool().use(host.connection({ jump: jump.connection() }));
    await expect(failure).rejects.toMatchObject({ code: "SSH_JUMP_FORBIDDEN" });
  });
});

test("a host waits for its turn to be dialled, and its deadline begins then", async () => {
  const [first, second] = [await server({ muteFirst: 1 }), await server()];
  const ssh = pool({ dials: 1, readyTimeoutMs: 300, clock: systemClock });
  const statuses: [string, number][] = [];
  const used = ssh.use(first.connection());
  await ssh.use(second.connection(), { deadlineMs: 1, status: (text) => void statuses.push([text, second.dials]) });
  expect(statuses[0]).toEqual(["waiting for a connection", 0]);
  expect(second.dials).toBe(1);
  await used;
});
