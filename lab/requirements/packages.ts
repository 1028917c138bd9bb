import { execute } from "../../provisioners/core/process";
import { onPath } from "../../provisioners/core/programs";

/*
 * Debian packages with the programs that the lab runs, each with what for. Essential packages (tar, gzip, util-linux)
 * are on every Debian; what runs machines has its own list (`Backend.packages`).
 */
const always = {
  "apt-cacher-ng": "gives machines without a way out their packages",
  "docker-registry": "gives machines without a way out their images",
  skopeo: "fills the registry",
  "busybox-static": "the one program in the small images that the tests and examples deploy",
  "openssh-client": "opens a shell on a machine",
};

const forImages = {
  mmdebstrap: "makes the machines' root file system from Debian packages",
  e2fsprogs: "turns the root file system into a disk",
};

const forImagesWithoutRoot = { uidmap: "lets users build a root file system that belongs to several users" };

export interface PackageNeeds {
  isRoot: boolean;
  /** Whether the machines' image is still to be built. */
  buildsImage: boolean;
  /** What runs the machines. */
  backend: { packages: Record<string, string> };
}

export function neededPackages({ isRoot, buildsImage, backend }: PackageNeeds): string[] {
  return Object.keys({
    ...always,
    ...backend.packages,
    ...(buildsImage && forImages),
    ...(buildsImage && !isRoot && forImagesWithoutRoot),
  });
}

/** Which of the packages are not installed; undefined where dpkg does not manage packages. */
export async function missingPackages(names: string[]): Promise<string[] | undefined> {
  if (!(await onPath("dpkg-query"))) return undefined;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const format = "${Package} ${db:Status-Status}\\n";
  // It ends with 1 when it does not know a package, and prints the others.
  return notInstalled(names, (await execute("dpkg-query", ["-W", "-f", format, ...names])).stdout);
}

/** Which of the packages are not installed, by dpkg-query's rows of `name status`. */
export function notInstalled(wanted: string[], rows: string): string[] {
  const installed = new Set(
    rows.split("\n").flatMap((row) => {
      const [name, status] = row.trim().split(" ");
      return name && status === "installed" ? [name] : [];
    }),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** The command with which a user installs packages. */
export const installCommand = (packages: string[]) =>
  `sudo apt-get update && sudo apt-get install --no-install-recommends ${packages.join(" ")}`;
