import type { Findings } from "./document/findings";
import type { Variables } from "./document/interpolate";
import { at, entriesOf, isTrue, itemsOf, textOf } from "./document/nodes";
import type { Tree } from "./document/tree";
import { parsePort } from "./ports";

const LOUD = "SECURITY:";

/** Keys that Docker ignores in a swarm, and what to do. Those that were to protect the service are said loudly. */
const ignored: Record<string, { loud?: boolean; fix: string }> = {
  build: { fix: "nodes pull `image` from a registry" },
  cgroup_parent: { fix: "set it in the nodes' daemon.json" },
  cgroupns_mode: { loud: true, fix: "set `default-cgroupns-mode` in the nodes' daemon.json" },
  container_name: { fix: "other services reach it by the service's name" },
  depends_on: { fix: "services start in any order; let the program wait for what it needs" },
  devices: { loud: true, fix: "services of a swarm have no devices" },
  domainname: { fix: "write the whole name in `hostname`" },
  expose: { fix: "services in one network reach each other on any port" },
  external_links: { fix: "put both services in one network" },
  ipc: { loud: true, fix: "each task has its own; mount a tmpfs at /dev/shm for more memory" },
  links: { fix: "put both services in one network" },
  mac_address: { fix: "remove it" },
  network_mode: {
    loud: true,
    fix: "the service is in its `networks`; for the host's, declare an external network named `host`",
  },
  pid: { loud: true, fix: "each task has its own" },
  privileged: { loud: true, fix: "the service runs without; use `cap_add` for single rights" },
  security_opt: {
    loud: true,
    fix: "the service runs WITHOUT it; set seccomp and no-new-privileges in the nodes' daemon.json",
  },
  shm_size: { fix: "mount a tmpfs at /dev/shm" },
  userns_mode: { loud: true, fix: "set `userns-remap` in the nodes' daemon.json" },
};

/** Warns of what Docker takes without a word and leaves out. */
export function warnOfIgnored(file: Tree, variables: Variables, findings: Findings): void {
  for (const { key, value: service } of entriesOf(at(file, "services"))) {
    const path = `services.${key}`;
    for (const { key: name, keyAt } of entriesOf(service)) {
      const entry = Object.hasOwn(ignored, name) ? ignored[name] : undefined;
      if (entry) findings.warning(keyAt, `${entry.loud ? `${LOUD} ` : ""}Docker ignores ${path}.${name}: ${entry.fix}`);
      if (name === "restart" && at(service, "deploy", "restart_policy")) {
        findings.warning(keyAt, `Docker ignores ${path}.restart beside \`deploy.restart_policy\`: remove it`);
      }
    }
    for (const { key, value } of entriesOf(at(service, "networks"))) {
      for (const address of ["ipv4_address", "ipv6_address"]) {
        const given = at(value, address);
        if (!given) continue;
        findings.warning(
          given.at,
          `Docker ignores ${path}.networks.${key}.${address}: tasks get any address; other services reach it by the service's name`,
        );
      }
    }
    warnOfPorts(path, service, findings);
    warnOfEnvironment(path, service, variables, findings);
  }
  for (const { key, value } of entriesOf(at(file, "volumes"))) {
    const driver = textOf(at(value, "driver_opts", "type"));
    if (driver !== "nfs" || isTrue(at(value, "external"))) continue;
    const options = at(value, "driver_opts");
    findings.warning(
      options?.at ?? value.at,
      `volumes.${key}: where the volume exists already, Docker never changes its NFS options; give a changed one a new name`,
    );
  }
}

function warnOfPorts(path: string, service: Tree, findings: Findings): void {
  itemsOf(at(service, "ports")).forEach((item, index) => {
    const address = parsePort(textOf(item) ?? "").address;
    if (!address || address === "0.0.0.0" || address === "[::]") return;
    findings.warning(
      item.at,
      `${LOUD} Docker ignores the address in ${path}.ports[${index}]: the port is open on ALL addresses of the nodes; close it in the firewall`,
    );
  });
}

/** A name without a value takes that of a variable. */
function warnOfEnvironment(path: string, service: Tree, variables: Variables, findings: Findings): void {
  const environment = at(service, "environment");
  const bare = [
    ...entriesOf(environment).filter(({ value }) => value.kind === "scalar" && value.value === null),
    ...itemsOf(environment).flatMap((item) => {
      const text = textOf(item) ?? "";
      return text.includes("=") ? [] : [{ key: text, keyAt: item.at }];
    }),
  ];
  for (const { key, keyAt } of bare) {
    if (Object.hasOwn(variables, key)) continue;
    findings.warning(keyAt, `${path}.environment: ${key} has no value here and none in \`variables\``);
  }
}
