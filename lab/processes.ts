/** What the lab runs as processes of their own, by the name that `ownProcess` starts each with. */
export const labProcesses = {
  "lab-daemon": () => require("./daemon/daemon"),
  "lab-gate": () => require("./gate/gate"),
  "lab-relay": () => require("./backends/qemu/relay"),
};
