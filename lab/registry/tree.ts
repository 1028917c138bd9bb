import { copyFile, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { buildMode } from "../image";
import { run } from "../system/run";

const SUITE = "trixie";
const BUSYBOX = "/bin/busybox";

/** What no container needs: documentation, character sets, Perl, drivers of other services. */
const leftOut = [
  ...["man", "doc", "locale", "perl", "perl5", "bug", "lintian"].map((name) => `/usr/share/${name}/*`),
  ...["gconv", "perl", "perl5", "perl-base"].map((name) => `/usr/lib/*-linux-gnu/${name}/*`),
  ...["/usr/bin/perl*", "/usr/lib/apache2/*", "/var/lib/dpkg/*", "/var/cache/*", "/usr/lib/systemd/*"],
];

/** Fills a folder with busybox and its programs. */
export async function addBusybox(tree: string): Promise<void> {
  for (const folder of ["usr/bin", "etc", "var"]) await mkdir(join(tree, folder), { recursive: true });
  await mkdir(join(tree, "tmp"), { recursive: true });
  for (const folder of ["bin", "sbin", "lib", "lib64"]) {
    await mkdir(join(tree, "usr", folder), { recursive: true });
    await symlink(join("usr", folder), join(tree, folder));
  }
  await rm(join(tree, "usr/bin/busybox"), { force: true });
  await copyFile(BUSYBOX, join(tree, "usr/bin/busybox"));
  const programs = (await run(BUSYBOX, ["--list"], { what: "list busybox's programs" })).split("\n");
  for (const name of programs.filter((name) => name && name !== "busybox")) {
    // A package's own files take precedence.
    await symlink("busybox", join(tree, "usr/bin", name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
  const users = "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n";
  await writeFile(join(tree, "etc/passwd"), users);
  await writeFile(join(tree, "etc/group"), "root:x:0:\nnogroup:x:65534:\n");
}

/** What a stand-in takes from Debian. */
export interface Packages {
  /** With all that they depend on. */
  packages?: readonly string[];
  /** Without what they depend on. */
  alone?: readonly string[];
  /** Files that are not needed, as dpkg's patterns. */
  without?: readonly string[];
}

const unpackAlone = (names: readonly string[]) =>
  `cd "$1/tmp" && APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get download ${names.join(" ")} && ` +
  'for file in *.deb; do dpkg-deb -x "$file" "$1" && rm "$file" || exit; done';

/**
 * Fills a folder with Debian packages and busybox. Their scripts do not run: there are no
 * users, alternatives and services, only files.
 */
export async function addPackages(tree: string, { packages = [], alone = [], without = [] }: Packages): Promise<void> {
  const archive = `${tree}.tar`;
  await run(
    "mmdebstrap",
    [
      "--variant=extract",
      `--mode=${await buildMode()}`,
      "--format=tar",
      '--aptopt=Acquire::Languages "none"',
      '--aptopt=APT::Install-Recommends "false"',
      ...[...leftOut, ...without].map((path) => `--dpkgopt=path-exclude=${path}`),
      `--include=${packages.join()}`,
      ...(alone.length > 0 ? [`--extract-hook=${unpackAlone(alone)}`] : []),
      SUITE,
      archive,
    ],
    { what: `get the Debian packages ${packages.join(", ")}`, cwd: join(tree, "..") },
  );
  await run("tar", ["-xf", archive, "-C", tree, "--no-same-owner", "--exclude=./dev"], { what: "unpack packages" });
  await rm(archive);
  await addBusybox(tree);
}

/** Puts a start script of ours into the tree, as the real image's. */
export async function addEntrypoint(tree: string, script: string): Promise<void> {
  const folder = join(tree, "usr/local/bin");
  await mkdir(folder, { recursive: true });
  await copyFile(join(packageRoot, "lab/registry/entry", script), join(folder, "docker-entrypoint.sh"));
}
