import { messageOf, SwarmError } from "../errors";
import type { Facts } from "../host/facts";
import type { Host } from "../ssh/types";
import type { Tools } from "../tools";
import { aptGet } from "./apt";
import { fingerprints } from "./openpgp";
import { madison, upstream } from "./version";

export interface Wanted {
  source: "docker" | "distribution";
  mirror?: string;
  version?: string;
}

/** Docker's release key for Debian and Ubuntu. */
const KEY = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";
const keyring = "/etc/apt/keyrings/docker.asc";
const sources = "/etc/apt/sources.list.d/docker.sources";
const header = "# Written by pulumi-swarm.";

const isDocker = (name: string) => /^(docker-ce(-cli)?|containerd\.io|docker\.io|docker-cli)$/.test(name);

/** Installs Docker, or another version of it, and keeps it there against unattended upgrades. */
export async function install(tools: Tools, host: Host, facts: Facts, wanted: Wanted): Promise<void> {
  if (wanted.source === "docker") await addRepository(tools, host, facts, wanted.mirror);
  await aptGet(tools, host, ["update"], "update apt's lists");
  const names = await packagesOf(host, facts, wanted);
  const held = names.map((name) => name.replace(/=.*/, "")).filter(isDocker);
  await aptGet(
    tools,
    host,
    ["install", "--no-install-recommends", "--allow-change-held-packages", ...names],
    `install ${names.join(" ")}`,
  );
  await host.run(["apt-mark", "hold", ...held], { what: "hold Docker's packages", idempotent: true });
}

/** Takes away what was added beside Docker itself: the hold, the repository and its key. */
export async function release(host: Host, facts: Facts): Promise<void> {
  const held = Object.keys(facts.packages).filter(isDocker);
  if (held.length > 0) await host.run(["apt-mark", "unhold", ...held], { what: "release Docker's packages" });
  const ours = `if [ -e ${sources} ] && grep -qF '${header}' ${sources}; then rm -f ${sources} ${keyring}; fi`;
  await host.run(ours, { what: "remove Docker's package source" });
}

/** Installed from where, by dpkg; `broken` when an installation was cut off. */
export function installedFrom({ docker, packages }: Facts): "docker" | "distribution" | "other" | "broken" | undefined {
  const state = (name: string) => packages[name]?.split(" ")[0];
  for (const [name, source] of [
    ["docker-ce", "docker"],
    ["docker.io", "distribution"],
  ] as const) {
    if (state(name) === "ii" || state(name) === "hi") return docker ? source : "broken";
    // "un" and "rc" are packages that are not there (any more).
    if (state(name) && !["un", "rc"].includes(state(name) ?? "")) return "broken";
  }
  return docker ? "other" : undefined;
}

async function addRepository(tools: Tools, host: Host, { os }: Facts, mirror?: string): Promise<void> {
  const base = (mirror ?? "https://download.docker.com").replace(/\/+$/, "");
  const url = `${base}/linux/${os.id}`;
  if (!["debian", "ubuntu"].includes(os.id) || !os.codename) {
    throw new SwarmError({
      code: "ENGINE_NO_REPOSITORY",
      summary: `Docker's repository has no packages for ${os.name}`,
      host: host.label,
      fix: 'Use Debian or Ubuntu, or set `source: "distribution"`.',
    });
  }
  if (base.startsWith("https:")) {
    const { code } = await host.run("test -s /etc/ssl/certs/ca-certificates.crt", { codes: [0, 1], idempotent: true });
    if (code === 1) {
      await aptGet(tools, host, ["update"], "update apt's lists");
      await aptGet(tools, host, ["install", "--no-install-recommends", "ca-certificates"], "install ca-certificates");
    }
  }
  tools.status(`fetching Docker's package key from ${url}`);
  const key = await fetchKey(host, `${url}/gpg`);
  checkKey(key, `${url}/gpg`, host);
  await host.run("install -d -m 0755 /etc/apt/keyrings", { idempotent: true });
  await host.upload(keyring, key, { mode: 0o644 });
  await host.upload(sources, sourcesFile(url, os.codename), { mode: 0o644 });
}

/** Pure: deb822 text of the source. */
export function sourcesFile(url: string, codename: string): string {
  return [
    header,
    "Types: deb",
    `URIs: ${url}`,
    `Suites: ${codename}`,
    "Components: stable",
    `Signed-By: ${keyring}`,
    "",
  ].join("\n");
}

/** By apt's own downloader: it is always there and knows the host's proxy. */
async function fetchKey(host: Host, url: string): Promise<string> {
  const file = (await host.run("mktemp")).stdout.trim();
  try {
    await host.run(["/usr/lib/apt/apt-helper", "-o", "Acquire::Retries=3", "download-file", url, file], {
      what: `fetch ${url}`,
      deadlineMs: 120_000,
    });
    return (await host.run(["cat", file])).stdout;
  } finally {
    await host.run(["rm", "-f", file], { idempotent: true });
  }
}

/** @throws SwarmError `ENGINE_KEY_MISMATCH` unless the file holds Docker's release key and no other. */
export function checkKey(armored: string, url: string, host?: Host): void {
  let found: string;
  try {
    found = fingerprints(armored).join(", ");
  } catch (error) {
    found = messageOf(error);
  }
  if (found === KEY) return;
  throw new SwarmError({
    code: "ENGINE_KEY_MISMATCH",
    summary: `The package key at ${url} is not Docker's`,
    host: host?.label,
    cause: `found ${found || "no key"}, expected ${KEY}`,
    fix: "Check the mirror's address and that nothing stands between the host and it.",
  });
}

/** Names for `apt-get install`, with versions where one is pinned. */
async function packagesOf(host: Host, facts: Facts, { source, version }: Wanted): Promise<string[]> {
  const [engine, cli] = source === "docker" ? ["docker-ce", "docker-ce-cli"] : ["docker.io", "docker-cli"];
  const { stdout } = await host.run(["env", "LC_ALL=C", "apt-cache", "madison", engine, cli], { idempotent: true });
  const engines = madison(stdout, engine);
  const clis = madison(stdout, cli);
  const pick = (found: string[]) => (version ? found.find((one) => upstream(one) === version) : found[0]);
  const exact = pick(engines);
  if (!exact) throw noVersion(host, engine, version, engines);
  // Only newer distributions have the CLI apart; `docker.io` there merely recommends it.
  const cliExact = pick(clis);
  const names = [`${engine}=${exact}`, ...(cliExact ? [`${cli}=${cliExact}`] : [])];
  if (source === "docker") names.push("containerd.io");
  if (facts.apparmor) names.push("apparmor");
  return names;
}

function noVersion(host: Host, name: string, version: string | undefined, found: string[]): SwarmError {
  const offered = [...new Set(found.map(upstream))].slice(0, 8).join(", ");
  return new SwarmError({
    code: "ENGINE_NO_VERSION",
    summary: version ? `${name} ${version} is not offered for this host` : `apt knows no package ${name}`,
    host: host.label,
    cause: offered ? `offered: ${offered}` : "no version is offered",
    fix: offered
      ? "Set `version` to one of these, or leave it out."
      : "Check the host's package sources (`apt-get update`), or set `source` or `mirror`.",
  });
}
