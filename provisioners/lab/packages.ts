/** Debian packages that the lab's host needs, each with what for. */
const why = {
  mmdebstrap: "makes the machines' root file system from Debian packages",
  "user-mode-linux": "the kernel of machines without hardware virtualisation, and its modules",
  "apt-cacher-ng": "gives machines without a way out their packages",
  "docker-registry": "gives machines without a way out their images",
  skopeo: "fills the registry",
  e2fsprogs: "turns the root file system into a disk",
  "busybox-static": "the one program in the small images that the tests and examples deploy",
  iproute2: "makes the network namespace that the machines live in",
  gcc: "compiles the helper that user-mode Linux needs on processors with AMX",
  "libc6-dev": "headers for the same",
  "openssh-client": "opens a shell on a machine (`npm run lab -- ssh NAME`)",
};

export const labPackages = Object.keys(why);
