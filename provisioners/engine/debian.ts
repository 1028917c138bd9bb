import { patient } from "../core/patience";
import type { Host } from "../docker/host";
import { madison, noVersion, pickVersion } from "../docker/version";
import type { Facts } from "../host/facts/facts";
import { aptGet, aptTrouble } from "../host/packages/apt";
import { systemOf } from "../host/supported";
import type { HandlerContext } from "../provider/handler-context";
import { removeBundle, uploadBundle } from "./bundle";
import type { PackageFamily, Wanted } from "./family";
import { checkKey, download, repositoryUrl } from "./repository-key";

/** Docker's release key for Debian and Ubuntu. */
const KEY = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";
const keyring = "/etc/apt/keyrings/docker.asc";
const sources = "/etc/apt/sources.list.d/docker.sources";
const header = "# Written by pulumi-swarm.";

const isDocker = (name: string) => /^(docker-ce(-cli)?|containerd\.io|docker\.io|docker-cli)$/.test(name);

/** Debian and Ubuntu, by apt. */
export const debian: PackageFamily = {
  origins: { "docker-ce": "docker", "docker.io": "distribution" },

  async install(context, host, facts, wanted) {
    const downgrade = wanted.allowDowngrade ? ["--allow-downgrades"] : [];
    const install = ["install", "--no-install-recommends", "--allow-change-held-packages", ...downgrade];
    if (wanted.bundle) {
      const paths = await uploadBundle(context, host, wanted.bundle);
      // Without sources apt does not try what an offline host cannot reach: it names what the bundle lacks.
      const offline = ["-o", "Dir::Etc::sourcelist=/dev/null", "-o", "Dir::Etc::sourceparts=/dev/null"];
      await aptGet(context, host, [...offline, ...install, ...paths], `install the bundle of Docker ${wanted.version}`);
      await hold(
        host,
        wanted.bundle.files.map(({ name }) => name),
      );
      return removeBundle(host);
    }
    if (wanted.source === "docker") await addRepository(context, host, facts, wanted);
    const names = await listed(context, host, facts, wanted);
    await aptGet(context, host, [...install, ...names], `install ${names.join(" ")}`);
    await hold(
      host,
      names.map((name) => name.replace(/=.*/, "")),
    );
  },

  async release(host, facts) {
    const held = Object.keys(facts.packages).filter(isDocker);
    if (held.length > 0) await host.run(["apt-mark", "unhold", ...held], { what: "release Docker's packages" });
    const ours = `if [ -e ${sources} ] && grep -qF '${header}' ${sources}; then rm -f ${sources} ${keyring}; fi`;
    await host.run(ours, { what: "remove Docker's package source" });
  },
};

async function hold(host: Host, names: string[]): Promise<void> {
  await host.run(["apt-mark", "hold", ...names.filter(isDocker)], { what: "hold Docker's packages", idempotent: true });
}

async function addRepository(context: HandlerContext, host: Host, { os }: Facts, wanted: Wanted): Promise<void> {
  const url = repositoryUrl(systemOf(os)?.repository ?? os.id, wanted.mirror);
  if (url.startsWith("https:")) {
    const { code } = await host.run("test -s /etc/ssl/certs/ca-certificates.crt", { codes: [0, 1], idempotent: true });
    if (code === 1) {
      await aptGet(context, host, ["update"], "update apt's lists");
      await aptGet(context, host, ["install", "--no-install-recommends", "ca-certificates"], "install ca-certificates");
    }
  }
  context.status(`fetching Docker's package key from ${url}`);
  // By apt's own downloader: it is always there and knows the host's proxy.
  const key = await download(host, `${url}/gpg`, (file) => {
    return ["/usr/lib/apt/apt-helper", "-o", "Acquire::Retries=3", "download-file", `${url}/gpg`, file];
  });
  checkKey(key, `${url}/gpg`, wanted.keyFingerprint ?? KEY, host);
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

/** How long lists are fetched again that are incomplete. */
const LISTS_MS = 120_000;

/** Names for `apt-get install` by lists that are new. A list that it cannot fetch is no failure for apt-get, only a warning. */
async function listed(context: HandlerContext, host: Host, facts: Facts, wanted: Wanted): Promise<string[]> {
  const end = context.clock.now() + patient(LISTS_MS);
  for (;;) {
    const said = await aptGet(context, host, ["update"], "update apt's lists");
    try {
      return await packagesOf(host, facts, wanted);
    } catch (error) {
      if (aptTrouble(said) !== "mirror" || context.clock.now() >= end) throw error;
      context.status("a list of packages could not be fetched: tries again");
      await context.clock.sleep(5_000, context.signal);
    }
  }
}

/** Names for `apt-get install`, with versions. */
async function packagesOf(host: Host, facts: Facts, { source, version }: Wanted): Promise<string[]> {
  const [engine, cli] = source === "docker" ? ["docker-ce", "docker-ce-cli"] : ["docker.io", "docker-cli"];
  const { stdout } = await host.run(["env", "LC_ALL=C", "apt-cache", "madison", engine, cli], { idempotent: true });
  const engines = madison(stdout, engine);
  const exact = pickVersion(engines, version);
  if (!exact) throw noVersion(host, engine, version, engines);
  // Only newer distributions have the CLI apart; `docker.io` there merely recommends it.
  const cliExact = pickVersion(madison(stdout, cli), version);
  const names = [`${engine}=${exact}`, ...(cliExact ? [`${cli}=${cliExact}`] : [])];
  if (source === "docker") names.push("containerd.io");
  if (facts.apparmor) names.push("apparmor");
  return names;
}
