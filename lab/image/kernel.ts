import { basename, dirname, join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";

/** User-mode Linux's kernel comes from the host and only its modules are in the image; QEMU's is Debian's own. */
export type KernelKind = "uml" | "debian";

/** Where the machines' kernel comes from, and what that adds to the image's recipe. */
export interface KernelSource {
  kind: KernelKind;
  /** Changes when the image must be built anew. */
  version: string;
  /** Scripts of the recipe. */
  files: string[];
  packages: string[];
  /** mmdebstrap's hooks; what stands beside the disks goes to a folder. */
  hooks(folder: string): string[];
}

const script = (name: string) => join(packageRoot, "lab", "image", name);

/** A kernel of the host, whose modules are in a folder named by its version. */
export function umlKernel(modules: string): KernelSource {
  const install = script("install-modules.sh");
  return {
    kind: "uml",
    version: basename(modules),
    files: [install],
    packages: [],
    hooks: () => [`--customize-hook=${install} "$1" ${modules}`],
  };
}

/** Debian's kernel for virtual machines, put beside the disks with its initrd. */
export function debianKernel(arch: string = process.arch): KernelSource {
  const [initrd, take] = [script("prepare-initrd.sh"), script("take-kernel.sh")];
  const name = `linux-image-cloud-${arch === "x64" ? "amd64" : arch}`;
  return {
    kind: "debian",
    version: name,
    files: [initrd, take],
    packages: [name, "initramfs-tools"],
    hooks: (folder) => [`--extract-hook=${initrd} "$1"`, `--customize-hook=${take} "$1" ${folder}`],
  };
}

/** Kernel and initrd of a machine, by its image. */
export function kernelFiles(imageFile: string): { kernel: string; initrd: string } {
  const folder = dirname(imageFile);
  return { kernel: join(folder, "vmlinuz"), initrd: join(folder, "initrd") };
}
