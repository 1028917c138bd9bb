import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../../../../infra/config";
import { ConfigError } from "../../../../infra/settings/problems/problems";
import type { HostsMachines } from "../../../../infra/sources/hosts";
import { opensshHost } from "../../../../infra/sources/hosts/openssh-config";
import { generateKey } from "../../../../provisioners/ssh/keys/generate";
import { knownKeys, knownName } from "../../../../provisioners/ssh/keys/known-hosts";
import { environment, lockedKey, privateKey, publicKey } from "../../environment";
import { host, hosts } from "./own-hosts";

const other = generateKey().publicKey;
const key = (line: string) => line.split(" ").slice(0, 2).join(" ");

/** The connection of one host where these files are there, or the problems with it. */
function connectionWith(files: Record<string, string>, changes: Record<string, unknown>) {
  const near = environment();
  const readFile = (path: string) => files[path] ?? near.readFile(path);
  const listFolder = (path: string) =>
    Object.keys(files).flatMap((file) => (file.startsWith(`${path}/`) ? [file.slice(path.length + 1)] : []));
  const raw = { "swarm:source": "hosts", "swarm:hosts": JSON.stringify(hosts(host(changes)).hosts) };
  try {
    const { machines } = parseConfig(raw, { ...near, readFile, listFolder });
    return (machines as HostsMachines).hosts[0]?.connection;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe("known_hosts", () => {
  const name = "web.example.com";

  test("names a host by its port, by wildcards and by hashes", () => {
    const text = [
      `# a comment`,
      `${name},203.0.113.1 ${publicKey}`,
      `[${name}]:2200 ${other}`,
      `*.example.com,!db.example.com ${other}`,
    ].join("\n");
    expect(knownKeys(text, knownName("WEB.example.com", 22)).keys).toEqual([key(publicKey), key(other)]);
    expect(knownKeys(text, knownName(name, 2200)).keys).toEqual([key(other)]);
    expect(knownKeys(text, knownName("203.0.113.1", 22)).keys).toEqual([key(publicKey)]);
    expect(knownKeys(text, "db.example.com").keys).toEqual([]);
    expect(knownKeys(text, "webxexample.com").keys).toEqual([]);
  });

  test("hashed by ssh-keygen is read", () => {
    const dir = mkdtempSync(join(tmpdir(), "known-"));
    const file = join(dir, "known_hosts");
    writeFileSync(file, `${name} ${publicKey}\n[${name}]:2200 ${other}\n`);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "ignore" });
    const text = readFileSync(file, "utf8");
    rmSync(dir, { recursive: true });
    expect(text).not.toContain(name);
    expect(knownKeys(text, name).keys).toEqual([key(publicKey)]);
    expect(knownKeys(text, `[${name}]:2200`).keys).toEqual([key(other)]);
  });

  test("a revoked key is none, whoever else lists it, and neither is a certificate authority", () => {
    const text = `${name} ${publicKey}\n@revoked * ${publicKey}\n@cert-authority * ${other}\n`;
    expect(knownKeys(text, name)).toEqual({ keys: [], revoked: [key(publicKey)] });
  });

  test("in a configuration stands for the pinned key, and never lets an unknown host in", () => {
    const files = { known: `203.0.113.1 ${publicKey}\n203.0.113.1 ${other}\n` };
    const asked = { hostKey: undefined, knownHosts: "known" };
    expect(connectionWith(files, asked)).toMatchObject({ hostKey: `${key(publicKey)}\n${key(other)}` });
    expect(connectionWith(files, { ...asked, port: 2200 })).toMatch(/knownHosts has no key of \[203\.0\.113\.1\]:2200/);
    expect(connectionWith({ known: "" }, asked)).toMatch(/knownHosts has no key of 203\.0\.113\.1/);
    expect(connectionWith({}, asked)).toMatch(/knownHosts cannot be read/);
    // A pinned key is the only one that counts.
    expect(connectionWith(files, { knownHosts: "known" })).toMatchObject({ hostKey: publicKey });
    expect(connectionWith({ known: `@revoked * ${publicKey}` }, { knownHosts: "known" })).toMatch(/hostKey is revoked/);
  });
});

describe("OpenSSH's configuration", () => {
  const files = {
    config: [
      "Include conf.d/*",
      "Host web-*",
      "  HostName %h.example.com",
      "  User=deploy",
      "Host web-1 !web-2",
      "  Port 2200",
      "  User second",
      "  ProxyJump admin@bastion:2222,inner",
      "Match exec true",
      "  User never",
      "Match originalhost web-1",
      '  IdentityFile "~/.ssh/%r"',
      "Host bastion",
      "  HostName 203.0.113.9",
      "Host *",
      "  IdentityFile id",
      "  UserKnownHostsFile known",
    ].join("\n"),
    "~/.ssh/conf.d/more": "Host web-2\n  Port 22\n  User included\n",
    known: `[web-1.example.com]:2200 ${publicKey}\n[203.0.113.9]:2222 ${other}\ninner ${other}\n`,
  };
  const reader = {
    readFile: (path: string) => files[path as keyof typeof files] ?? "",
    listFolder: (path: string) => (path === "~/.ssh/conf.d" ? ["more"] : []),
  };

  test("gives the first value of each setting, with wildcards, includes and matches", () => {
    expect(opensshHost("web-1", "config", reader)).toEqual({
      hostName: "web-1.example.com",
      port: 2200,
      user: "deploy",
      identityFiles: ["~/.ssh/deploy", "id"],
      proxyJump: ["admin@bastion:2222", "inner"],
      knownHostsFile: "known",
      hostKeyAlias: undefined,
    });
    expect(opensshHost("web-2", "config", reader)).toMatchObject({ port: 22, user: "included", proxyJump: [] });
    expect(opensshHost("db", "config", reader)).toMatchObject({ hostName: undefined, user: undefined });
  });

  test("fills what a host leaves out, with a chain of jump hosts, each with a known key", () => {
    const bare = { host: "web-1", sshConfig: "config", privateKey: undefined, hostKey: undefined };
    expect(connectionWith(files, bare)).toEqual({
      ...{ host: "web-1.example.com", port: 2200, user: "deploy", hostKey: key(publicKey), privateKey },
      jumps: [
        { host: "203.0.113.9", port: 2222, user: "admin", hostKey: key(other), privateKey },
        { host: "inner", port: 22, user: "root", hostKey: key(other), privateKey },
      ],
    });
    expect(connectionWith(files, { ...bare, user: "root", port: 22 })).toMatch(/no key of web-1\.example\.com/);
    const strange = { ...files, known: files.known.replace(/inner.*\n/, "") };
    expect(connectionWith(strange, bare)).toMatch(/jump host inner.*has no key of inner/);
  });

  test("a ProxyJump that leads to itself is a problem", () => {
    const circle = { config: "Host *\n  ProxyJump bastion\n  UserKnownHostsFile known\n", known: `* ${publicKey}` };
    expect(connectionWith(circle, { sshConfig: "config", hostKey: undefined, privateKey: undefined })).toMatch(
      /leads to itself/,
    );
  });
});

test("a login without a private key is the agent's, and only where it is asked for", () => {
  expect(connectionWith({}, { privateKey: undefined, agent: true })).not.toHaveProperty("privateKey");
  expect(connectionWith({}, { agent: true })).toMatch(/agent and a private key are both given/);
  expect(connectionWith({}, { privateKey: undefined })).toMatch(/privateKey is missing/);
});

test("a passphrase opens a key, and another one is a problem", () => {
  const locked = { privateKey: lockedKey };
  expect(connectionWith({}, { ...locked, passphrase: "x", sudoPassword: "y" })).toMatchObject({
    ...{ privateKey: lockedKey, passphrase: "x", sudoPassword: "y" },
  });
  expect(connectionWith({}, { ...locked, passphrase: "z" })).toMatch(/another passphrase/);
});
