/** Debian packages that the lab's host needs whatever runs the machines, each with what for. */
const why = {
  mmdebstrap: "makes the machines' root file system from Debian packages",
  "apt-cacher-ng": "gives machines without a way out their packages",
  "docker-registry": "gives machines without a way out their images",
  skopeo: "fills the registry",
  e2fsprogs: "turns the root file system into a disk",
  "busybox-static": "the one program in the small images that the tests and examples deploy",
  "openssh-client": "opens a shell on a machine (`npm run lab -- ssh NAME`)",
};

export const labPackages = Object.keys(why);
