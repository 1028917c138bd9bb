import type { Facts } from "../facts/facts";
import { type Check, type Found, type Known, knownOf } from "./check";

/** What to set for a container's host, by the kind of the container. */
const nesting: Record<string, string> = {
  lxc: "On its host, allow nesting and keyctl and give it the kernel's settings: Proxmox `pct set <id> --features nesting=1,keyctl=1`, Incus or LXD `config set <name> security.nesting=true`; a privileged container or a virtual machine where that does not do.",
  openvz: "OpenVZ shares the host's kernel and has no overlay networks: use a virtual machine (KVM).",
  "systemd-nspawn":
    "Start it with `--private-users=no --capability=all --system-call-filter=@keyring`, or use a virtual machine.",
};
const machine = "Use a virtual machine, or a machine of its own: a swarm's node needs the kernel's network to itself.";

export const container: Check = {
  refuses:
    "a container (LXC, OpenVZ, nspawn, Docker, WSL) without the rights that Docker and overlay networks need; warns of one with them",
  fix: machine,
  find: ofLimits(({ container, canNest, fixedSettings }) => {
    if (!container) return fixedSettings.map((key) => ({ reason: `root cannot set ${key}: /proc/sys is read-only` }));
    const fix = nesting[container.replace(/^lxc-.*/, "lxc")] ?? machine;
    const lacks = [
      ...(canNest ? [] : ["containers inside of it cannot be started (nesting)"]),
      ...fixedSettings.map((key) => `root cannot set ${key}`),
    ];
    const isHopeless = container === "openvz";
    if (lacks.length === 0 && !isHopeless) {
      const reason = `it is a container (${container}), which shares the kernel with others: settings and modules are those of its host`;
      return [{ reason, fix, isWarning: true }];
    }
    return [{ reason: `it is a container (${container}): ${lacks.join("; ") || "without overlay networks"}`, fix }];
  }),
};

export const kernelModules: Check = {
  refuses: "a kernel without a module that overlay networks, the routing mesh or images need",
  fix: "Install the rest of the kernel's modules (Ubuntu: `linux-modules-extra-$(uname -r)`; Raspberry Pi with Ubuntu: `linux-modules-extra-raspi`), or reboot after an upgrade of the kernel.",
  find: ofLimits(({ missingModules, container }, { kernel }) => {
    if (missingModules.length === 0) return [];
    const reason = `its kernel ${kernel} has no ${missingModules.join(", ")}`;
    const names = missingModules.join(" ");
    return [
      {
        reason,
        ...(container && {
          fix: `Load them on the container's host: \`modprobe -a ${names}\`, and list them in /etc/modules-load.d there.`,
        }),
      },
    ];
  }),
};

/** What the kernel's command line needs, and what is not enforced without it. */
const controllers: Record<string, { lost: string; parameters: string }> = {
  memory: { lost: "memory limits and reservations of services", parameters: "cgroup_enable=memory cgroup_memory=1" },
  cpu: { lost: "CPU limits of services", parameters: "cgroup_enable=cpu" },
  pids: { lost: "limits on a service's processes", parameters: "cgroup_enable=pids" },
};

export const cgroups: Check = {
  refuses:
    "nothing: it warns of a kernel without the cgroup controller for memory, cpu or pids, whose limits are then ignored",
  fix: "Turn the controller on in the kernel's command line, then restart the machine.",
  find: ofLimits(({ controllers: on, container, model }) => {
    if (on.length === 0) return [];
    return Object.entries(controllers)
      .filter(([name]) => !on.includes(name))
      .map(([name, { lost, parameters }]) => {
        const file = /raspberry/i.test(model)
          ? "/boot/firmware/cmdline.txt (/boot/cmdline.txt on older systems)"
          : "GRUB_CMDLINE_LINUX in /etc/default/grub (then `update-grub`)";
        const fix = container
          ? `Pass the controller ${name} to the container on its host.`
          : `Add \`${parameters}\` to ${file}, then restart the machine.`;
        return { reason: `the cgroup controller ${name} is off: ${lost} are ignored`, fix, isWarning: true as const };
      });
  }),
};

type Judge = (limits: NonNullable<Facts["limits"]>, facts: Known["facts"]) => Omit<Found, "host">[];

function ofLimits(judge: Judge): Check["find"] {
  return (looked) =>
    knownOf(looked).flatMap(({ host, facts }) =>
      facts.limits ? judge(facts.limits, facts).map((found) => ({ host: host.name, ...found })) : [],
    );
}
