import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { run } from "../../../../lab/system/run";
import { fingerprints } from "../../../../provisioners/engine/openpgp";
import { ensureSystemPackages } from "../../../../tools/environment/system";
import { withSigningKey } from "./signing-key";

/** A repository of empty packages in the layout of Docker's own, as files. */
export interface RpmRepository {
  fingerprint: string;
  /** Content by path, such as `linux/centos/gpg`. */
  files: Map<string, Buffer>;
}

const epochs = { "docker-ce": 3, "docker-ce-cli": 1, "containerd.io": 0 };

/** Packages for release 9 of Red Hat's family: signed, and empty but for their names and versions. */
export async function buildRpmRepository(versions: string[]): Promise<RpmRepository> {
  await ensureSystemPackages(["rpm", "createrepo-c", "gnupg"], "a repository for tests");
  const work = await mkdtemp(join(tmpdir(), "docker-rpm-"));
  try {
    const root = join(work, "root");
    const stable = join(root, "linux", "centos", "9", "x86_64", "stable");
    await mkdir(stable, { recursive: true });
    for (const version of versions) {
      for (const [name, epoch] of Object.entries(epochs)) await buildPackage(work, stable, name, epoch, version);
    }
    const keyFile = join(root, "linux", "centos", "gpg");
    await withSigningKey(join(work, "keys"), keyFile, async (home) => {
      const packages = (await readdir(stable)).map((name) => join(stable, name));
      const settings = { _gpg_name: "tests@example.invalid", _gpg_path: home, __gpg: "/usr/bin/gpg" };
      const defines = Object.entries(settings).flatMap(([key, value]) => ["--define", `${key} ${value}`]);
      await run("rpmsign", [...defines, "--addsign", ...packages], { what: "sign the packages" });
    });
    await run("createrepo_c", ["-q", stable], { what: "index the packages" });
    const names = await readdir(root, { recursive: true, withFileTypes: true });
    const files = new Map<string, Buffer>();
    for (const entry of names.filter((found) => found.isFile())) {
      const path = join(entry.parentPath, entry.name);
      files.set(relative(root, path), await readFile(path));
    }
    const [fingerprint = ""] = fingerprints(await readFile(keyFile, "utf8"));
    return { fingerprint, files };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function buildPackage(work: string, to: string, name: string, epoch: number, version: string): Promise<void> {
  const needs = name === "docker-ce" ? "Requires: docker-ce-cli, containerd.io\n" : "";
  const spec = `Name: ${name}
Version: ${version}
Release: 1.el9
Epoch: ${epoch}
Summary: for tests
License: none
${needs}
%description
For tests.

%files
`;
  const file = join(work, `${name}.spec`);
  await writeFile(file, spec);
  const settings = { _rpmdir: to, _rpmfilename: "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm", _topdir: work };
  const defines = Object.entries(settings).flatMap(([key, value]) => ["--define", `${key} ${value}`]);
  await run("rpmbuild", ["-bb", "--quiet", "--target", "x86_64", ...defines, file], { what: `build ${name}` });
}
