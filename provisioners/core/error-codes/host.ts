import type { ErrorEntries } from "./entry";

export const hostErrors = {
  APT_BUSY: {
    meaning:
      "apt could not work: another process holds its lock, an earlier installation was interrupted, or the mirror failed. It is repeated until the deadline.",
    action: "See what apt does on the host (`ps aux | grep apt`), or run `dpkg --configure -a` there, then run again.",
  },
  CLOUD_INIT_FAILED: {
    meaning: "cloud-init reported an error while it set the new machine up.",
    action:
      "Read `/var/log/cloud-init-output.log` on the machine, correct the user data, and replace the machine (`pulumi up --replace <urn>`).",
  },
  DNF_BUSY: {
    meaning:
      "dnf could not work: another process holds its lock, or the mirror failed. It is repeated until the deadline.",
    action: "Run `dnf makecache && dnf check` on the host to see why, then run again.",
  },
  HOST_FIREWALL_UNKNOWN: {
    meaning: "The host has firewall rules that no known service manages, so rules of this project would not last.",
    action:
      "Use firewalld, ufw or `nftables.service`. Or open the ports that the error lists yourself and set `firewall: false` in `preparation`.",
  },
  HOST_KERNEL_MODULE_MISSING: {
    meaning: "The kernel lacks modules that overlay networks and the routing mesh need.",
    action:
      "Install the modules (Ubuntu: `linux-modules-extra-$(uname -r)`), or reboot after a kernel upgrade. `kernel: false` in `preparation` skips this step.",
  },
  HOST_KEY_UNREADABLE: {
    meaning: "The SSH host key that was made on the machine cannot be read.",
    action: "Remove the two files that the error names on the machine, then run again.",
  },
  HOST_UNFIT: {
    meaning: "The host does not run systemd, which the preparation needs.",
    action: "Use a machine with systemd as its first process.",
  },
  PREFLIGHT_FAILED: {
    meaning:
      "The preflight found problems on one or more hosts. All of them are listed; no host was changed. [hosts.md](hosts.md) explains each check.",
    action:
      "Correct them and run again. A check that does not apply to your hosts can be skipped by its name in `preflight.skipChecks`.",
  },
} as const satisfies ErrorEntries;
