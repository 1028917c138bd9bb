import type { MachineRecord } from "./store";

/** The management network: every lab has its own, and machines see nothing of it but the gateway. */
export const GATEWAY = "10.0.2.2";
export const MANAGEMENT_PREFIX = 24;
/** Mask length of the private network. */
export const LAN_PREFIX = 24;

/** Where machines find the host's services; not the gateway, because QEMU's user network cannot lead on from that. */
export const SERVICES = "10.0.2.9";
/** Ports of that address that lead to services of the lab's host. */
export const APT_PORT = 3142;
export const REGISTRY_PORT = 5000;
/** Port on this host's loopback of a package repository that machines may use, through the proxy of packages. */
export const MIRROR_PORT = 3143;
export const SERVICE_PORTS = [APT_PORT, REGISTRY_PORT];

export const MOST_MACHINES = 200;

const FIRST_MANAGEMENT_HOST = 10;
const hex = (index: number) => index.toString(16).padStart(2, "0");

export const managementAddress = (index: number) => `10.0.2.${FIRST_MANAGEMENT_HOST + index}`;
export const managementMac = (index: number) => `52:54:00:00:00:${hex(index)}`;
export const lanMac = (index: number) => `52:54:00:77:00:${hex(index)}`;
/** UDP ports of a machine's link to the switch, on the loopback of the lab's own network namespace. */
export const switchPort = (index: number) => 5100 + index;
export const machinePort = (index: number) => 5500 + index;

/** The file `lab.env` of a machine's seed disk. */
export function seedEnvironment(machine: MachineRecord): string {
  return [
    `LAB_NAME=${machine.name}`,
    `LAB_LAN_MAC=${lanMac(machine.index)}`,
    "LAB_LAN_MTU=1500",
    `LAB_LAN_ADDRESS=${machine.address}/${LAN_PREFIX}`,
    `LAB_MGMT_MAC=${managementMac(machine.index)}`,
    `LAB_MGMT_ADDRESS=${managementAddress(machine.index)}/${MANAGEMENT_PREFIX}`,
    `LAB_GATEWAY=${GATEWAY}`,
    "",
  ].join("\n");
}
