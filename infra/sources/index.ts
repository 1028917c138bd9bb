import { aws } from "./aws";
import { digitalOcean } from "./digitalocean";
import { hosts } from "./hosts";
import { lab } from "./lab";
import type { MachineSource } from "./source";

/** Every source of machines. The first is the one of a configuration that names none. */
export const machineSources: readonly MachineSource[] = [lab, hosts, digitalOcean, aws];

// For programs that declare a cloud's machines themselves.
export { awsMachines, awsProvider } from "./aws";
export type { AwsPlace, AwsPool } from "./aws/place";
export { digitalOceanMachines, digitalOceanProvider } from "./digitalocean";
export type { DigitalOceanPlace } from "./digitalocean/place";
