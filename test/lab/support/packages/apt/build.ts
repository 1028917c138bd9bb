import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../../../lab/system/run";
import { withLock } from "../../../../../provisioners/core/lock";
import { cacheFolder } from "../../../../../provisioners/core/paths";
import { fingerprints } from "../../../../../provisioners/engine/openpgp";
import { ensureSystemPackages } from "../../../../../tools/environment/system";
import { withSigningKey } from "../signing-key";
import { repack } from "./repack";

export interface RepositoryOptions {
  /** Debian's release that the packages are for. Default trixie. */
  suite: "trixie" | "bookworm";
  /** Upstream versions. Default 28.5.2 and 29.0.1. */
  versions: string[];
}

/** The number in Docker's versions of packages, such as `5:29.0.1-1~debian.13~trixie`. */
const releases = { trixie: 13, bookworm: 12 };
/** A change to it makes every repository anew. */
const RECIPE = 1;

/**
 * A signed repository in the layout of Docker's own. Its `docker-ce` and `docker-ce-cli` hold Debian's programs with
 * another version written into them, so that each says the version of its package; its `containerd.io` asks for Debian's
 * containerd. Kept in the cache; every repository has a key of its own, which nobody has any more.
 */
export async function buildRepository(options: Partial<RepositoryOptions> = {}) {
  const { suite = "trixie", versions = ["28.5.2", "29.0.1"] } = options;
  const folder = join(cacheFolder(), "test", `docker-${RECIPE}-${suite}-${versions.join("-")}`);
  await withLock(
    folder,
    () => undefined,
    async () => {
      if (!existsSync(folder)) await make(folder, suite, versions);
    },
  );
  const [fingerprint = ""] = fingerprints(await readFile(join(folder, "linux", "debian", "gpg"), "utf8"));
  return { folder, fingerprint };
}

async function make(folder: string, suite: RepositoryOptions["suite"], versions: string[]): Promise<void> {
  await ensureSystemPackages(["apt-utils", "gnupg", "dpkg"], "a repository for tests");
  const work = await mkdtemp(join(tmpdir(), "docker-repository-"));
  try {
    const arch = (await run("dpkg", ["--print-architecture"], { what: "learn the architecture" })).trim();
    const originals = await downloadOriginals(join(work, "debian"), suite);
    const root = join(work, "root");
    const base = join(root, "linux", "debian");
    const pool = join(base, "dists", suite, "pool", "stable");
    const index = join("dists", suite, "stable", `binary-${arch}`);
    await mkdir(pool, { recursive: true });
    await mkdir(join(base, index), { recursive: true });
    for (const version of versions) {
      const full = `5:${version}-1~debian.${releases[suite]}~${suite}`;
      await repack({ originals, pool, work: join(work, version), upstream: version, version: full, arch });
    }
    const archive = (args: string[]) =>
      run("apt-ftparchive", args, { what: `run apt-ftparchive ${args[0]}`, cwd: base });
    await writeFile(join(base, index, "Packages"), await archive(["packages", join("dists", suite, "pool")]));
    const about = { Origin: "Docker", Label: "Docker CE", Suite: suite, Codename: suite };
    const settings = { ...about, Architectures: arch, Components: "stable" };
    const set = Object.entries(settings).flatMap(([key, value]) => ["-o", `APT::FTPArchive::Release::${key}=${value}`]);
    await writeFile(join(base, "dists", suite, "Release"), await archive([...set, "release", join("dists", suite)]));
    const release = join(base, "dists", suite, "Release");
    await withSigningKey(join(work, "keys"), join(base, "gpg"), (home) => {
      const signed = join(base, "dists", suite, "InRelease");
      return run("gpg", ["--homedir", home, "--batch", "--clearsign", "--output", signed, release], {
        what: "sign the release",
      });
    });
    await mkdir(join(folder, ".."), { recursive: true });
    await run("cp", ["-a", root, `${folder}.new`], { what: "keep the repository" });
    await rename(`${folder}.new`, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Debian's own packages by name, fetched and verified by apt with lists of its own. */
async function downloadOriginals(folder: string, suite: string): Promise<Map<string, string>> {
  await mkdir(join(folder, "lists", "partial"), { recursive: true });
  await mkdir(join(folder, "cache", "archives", "partial"), { recursive: true });
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  await writeFile(
    join(folder, "sources.list"),
    `deb [signed-by=${keyring}] http://deb.debian.org/debian ${suite} main\n`,
  );
  const settings = {
    "Dir::Etc::sourcelist": join(folder, "sources.list"),
    "Dir::Etc::sourceparts": "-",
    "Dir::State": folder,
    "Dir::State::status": "/dev/null",
    "Dir::Cache": join(folder, "cache"),
    "Acquire::Languages": "none",
    "APT::Sandbox::User": "root",
  };
  const set = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  await run("apt-get", ["-q", ...set, "update"], { what: "read Debian's lists" });
  // Only newer releases have the CLI apart.
  const names = ["docker.io", ...(suite === "bookworm" ? [] : ["docker-cli"])];
  await run("apt-get", ["-q", ...set, "download", ...names], { what: `fetch ${names.join(" and ")}`, cwd: folder });
  const files = (await readdir(folder)).filter((name) => name.endsWith(".deb"));
  return new Map(files.map((file) => [file.split("_")[0] ?? "", join(folder, file)]));
}
