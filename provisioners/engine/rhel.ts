import type { Host } from "../docker/host";
import { compareVersions, noVersion, pickVersion } from "../docker/version";
import type { Facts } from "../host/facts/facts";
import { dnf } from "../host/packages/dnf";
import { systemOf } from "../host/supported";
import type { HandlerContext } from "../provider/handler-context";
import { removeBundle, uploadBundle } from "./bundle";
import type { PackageFamily, Wanted } from "./family";
import { checkKey, download, repositoryUrl } from "./repository-key";

/** Docker's release key for rpm packages. */
const KEY = "060A61C51B558A7F742B77AAC52FEB6B621E9F35";
const keyFile = "/etc/pki/rpm-gpg/RPM-GPG-KEY-docker";
const repositoryFile = "/etc/yum.repos.d/pulumi-swarm-docker.repo";
const repositoryId = "pulumi-swarm-docker";
const held = ["docker-ce", "docker-ce-cli", "containerd.io"];

/** Fedora, Red Hat Enterprise Linux and what is made of it, by dnf. */
export const rhel: PackageFamily = {
  origins: { "docker-ce": "docker", "moby-engine": "distribution", docker: "distribution" },

  async install(context, host, facts, wanted) {
    if (wanted.bundle) {
      const paths = await uploadBundle(context, host, wanted.bundle);
      await dnf(
        context,
        host,
        ["--disablerepo=*", "install", ...paths],
        `install the bundle of Docker ${wanted.version}`,
      );
      return removeBundle(host);
    }
    if (wanted.source === "distribution") {
      const name = systemOf(facts.os)?.own ?? "docker";
      const names = await packagesOf(context, host, [name], wanted.version);
      await dnf(context, host, ["install", ...names], `install ${names.join(" ")}`);
      context.log(`${host.label}: ${name} is not held: an upgrade of the whole system upgrades it too`, "warning");
      return;
    }
    const url = await addRepository(context, host, facts, wanted);
    const names = [
      ...(await packagesOf(context, host, ["docker-ce", "docker-ce-cli"], wanted.version)),
      "containerd.io",
    ];
    // Podman's or an own runc conflicts with Docker's packages. dnf then says so; nothing is removed unasked.
    await dnf(context, host, ["install", ...names], `install ${names.join(" ")}`);
    // The exclusion holds the version; unlike the versionlock plugin it is there in every dnf.
    await host.upload(repositoryFile, repositoryText(url, held));
  },

  async release(host) {
    await host.run(["rm", "-f", repositoryFile, keyFile], { idempotent: true, what: "remove Docker's repository" });
  },
};

async function addRepository(context: HandlerContext, host: Host, { os }: Facts, wanted: Wanted): Promise<string> {
  const url = repositoryUrl(systemOf(os)?.repository ?? os.id, wanted.mirror);
  context.status(`fetching Docker's package key from ${url}`);
  const key = await download(host, `${url}/gpg`, (file) => ["curl", "-fsSL", "--retry", "3", "-o", file, `${url}/gpg`]);
  checkKey(key, `${url}/gpg`, wanted.keyFingerprint ?? KEY, host);
  await host.upload(keyFile, key);
  await host.upload(repositoryFile, repositoryText(url));
  return url;
}

/** Pure: the repository's file; what is excluded can be neither installed nor upgraded from it. */
export function repositoryText(url: string, excluded: string[] = []): string {
  return [
    "# Written by pulumi-swarm.",
    `[${repositoryId}]`,
    "name=Docker CE",
    `baseurl=${url}/$releasever/$basearch/stable`,
    "enabled=1",
    "gpgcheck=1",
    `gpgkey=file://${keyFile}`,
    ...(excluded.length > 0 ? [`excludepkgs=${excluded.join(",")}`] : []),
    "",
  ].join("\n");
}

/** Names for `dnf install`, each with its exact version; the first package decides. */
async function packagesOf(context: HandlerContext, host: Host, names: string[], version?: string): Promise<string[]> {
  const output = await dnf(context, host, ["list", "--showduplicates", ...names], `look for ${names.join(" and ")}`);
  return names.map((name) => {
    const found = listed(output, name);
    const exact = pickVersion(found, version);
    if (!exact) throw noVersion(host, name, version, found);
    return `${name}-${exact}`;
  });
}

/** Pure: versions of one package in the output of `dnf list --showduplicates`, newest first. */
export function listed(output: string, name: string): string[] {
  const rows = [...output.matchAll(/^(\S+)\.[^.\s]+[ \t]+(\S+)[ \t]+\S+[ \t]*$/gm)];
  const versions = rows.flatMap(([, found, version]) => (found === name && version ? [version] : []));
  return [...new Set(versions)].sort((a, b) => compareVersions(b, a));
}
