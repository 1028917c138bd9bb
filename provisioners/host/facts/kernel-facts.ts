/** What overlay networks, the routing mesh and the images' file system are made of. */
export const kernelModules = ["overlay", "br_netfilter", "veth", "vxlan", "ip_vs", "ip_vs_rr"];

/** What the kernel lets the machine do: a container and a small machine may do less. */
export interface KernelFacts {
  /** As `systemd-detect-virt --container` says, such as `lxc`; empty on a machine. */
  container: string;
  /** Controllers of cgroups that are on, such as `memory`; empty where they cannot be read. */
  controllers: string[];
  /** Modules that are neither loaded nor built in, and that modprobe does not find. */
  missingModules: string[];
  /** Settings that are not there, or that root may not change. */
  fixedSettings: string[];
  /** Processes in namespaces of their own are possible. */
  canNest: boolean;
  /** Text of /proc/device-tree/model, such as `Raspberry Pi 4 Model B`. */
  model: string;
}

/** Settings that overlay networks live by. */
const settings = ["net.ipv4.ip_forward", "net.ipv4.neigh.default.gc_thresh1", "net.ipv4.tcp_retries2"];

/** Prints the facts, as root; nothing is loaded or set. */
export const kernelScript = `
container=
if command -v systemd-detect-virt >/dev/null; then container=$(systemd-detect-virt --container)
elif [ -d /proc/vz ] && [ ! -d /proc/bc ]; then container=openvz
elif [ -r /run/systemd/container ]; then container=$(cat /run/systemd/container); fi
case $container in none) container= ;; esac
echo "container $container"
if [ -r /sys/fs/cgroup/cgroup.controllers ]; then echo "controllers $(cat /sys/fs/cgroup/cgroup.controllers)"
elif [ -r /proc/cgroups ]; then echo "controllers $(awk '!/^#/ && $4 == 1 { print $1 }' /proc/cgroups | tr '\\n' ' ')"; fi
modules=/lib/modules/$(uname -r)/modules.builtin builtin=
if [ -r "$modules" ]; then builtin=$(cat "$modules"); fi
for name in ${kernelModules.join(" ")}; do
  if [ -d "/sys/module/$name" ]; then continue; fi
  case $builtin in *"/$name.ko"*) continue ;; esac
  if ! command -v modprobe >/dev/null || ! modprobe -n -q "$name"; then echo "module $name"; fi
done
${settings.map((key) => `if [ ! -w /proc/sys/${key.replaceAll(".", "/")} ]; then echo 'setting ${key}'; fi`).join("\n")}
if [ -z "$container" ] || unshare --mount --pid --net --fork mount -t proc proc /proc 2>/dev/null; then echo 'nests yes'; fi
if [ -r /proc/device-tree/model ]; then echo "model $(tr -d '\\0' </proc/device-tree/model)"; fi
`;

/** Pure: the facts in the script's output. */
export function parseKernel(text: string): KernelFacts | undefined {
  if (text.trim() === "") return undefined;
  const lines = text.split("\n").map((line) => /^(\w+) ?(.*)$/.exec(line.trim()) ?? []);
  const all = (wanted: string) => lines.flatMap(([, key, value]) => (key === wanted && value ? [value.trim()] : []));
  return {
    container: all("container")[0] ?? "",
    controllers: (all("controllers")[0] ?? "").split(/\s+/).filter(Boolean),
    missingModules: all("module"),
    fixedSettings: all("setting"),
    canNest: all("nests").length > 0,
    model: all("model")[0] ?? "",
  };
}
