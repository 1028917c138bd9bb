import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Debian packages of programs that are not called as their package is. */
const packages: Record<string, string> = {
  "apt-ftparchive": "apt-utils",
  bridge: "iproute2",
  createrepo_c: "createrepo-c",
  debugfs: "e2fsprogs",
  "dpkg-deb": "dpkg",
  "dpkg-query": "dpkg",
  go: "golang-go",
  gpg: "gnupg",
  gpgconf: "gnupg",
  ip: "iproute2",
  "linux.uml": "user-mode-linux",
  mke2fs: "e2fsprogs",
  newuidmap: "uidmap",
  ps: "procps",
  "qemu-img": "qemu-utils",
  "qemu-system-aarch64": "qemu-system-arm",
  "qemu-system-x86_64": "qemu-system-x86",
  rpmbuild: "rpm",
  rpmsign: "rpm",
  setpriv: "util-linux",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
  uml_mconsole: "uml-utilities",
  unshare: "util-linux",
};

/** Programs that a Debian package has under its own name. */
const ownName = ["apt-cacher-ng", "docker-registry", "gcc", "gzip", "mmdebstrap", "skopeo", "tar"];

/** The fix for a program that is missing. */
export function howToInstall(program: string): string {
  const found = packages[program] ?? (ownName.includes(program) ? program : undefined);
  if (!found) return `install ${program}, and have its folder on PATH`;
  return `install the Debian package ${found} (apt-get install ${found}), or what has ${program} on your system`;
}

/** Folders of programs that users of Debian do not have on PATH. */
const systemFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** A PATH that ends with the folders of the system's programs. */
export function searchPath(path = ""): string {
  return [...new Set([...path.split(delimiter), ...systemFolders])].filter(Boolean).join(delimiter);
}

/** The first folder of a PATH that holds the program; by default among those where programs are looked for. */
export async function onPath(program: string, path = searchPath(process.env.PATH)): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    if (folder && (await isExecutable(join(folder, program)))) return folder;
  }
  return undefined;
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
