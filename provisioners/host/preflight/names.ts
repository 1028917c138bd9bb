/** The checks by name, in the order of the report; `skipChecks` takes these. */
export const checkNames = [
  "reachable",
  "root",
  "login-shell",
  "os",
  "systemd",
  "container",
  "kernel-modules",
  "cgroups",
  "other-docker",
  "daemon-json",
  "live-restore",
  "nftables",
  "disk",
  "clock",
  "hostname",
  "machine-id",
  "advertise-address",
  "address-pools",
  "mtu",
  "ports",
] as const;

export type CheckName = (typeof checkNames)[number];
