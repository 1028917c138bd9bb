import { z } from "zod";
import { named, replaces } from "../schema/marks";
import { inSwarm } from "../swarm/access/schema";

const subnet = named(
  "Subnet",
  z.object({
    subnet: z.cidrv4().describe("The subnet, such as `10.210.0.0/24`."),
    gateway: z.ipv4().optional().describe("Its gateway. Default: the first address."),
  }),
);

/** Inputs of `Network`: an overlay network. Docker changes none: another value is another network. */
export const networkInputs = z.object({
  ...inSwarm,
  name: replaces(
    z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, "must be letters and digits, such as `proxy`"),
  ).describe("What stack files call it, as `external: true`."),
  subnets: replaces(z.array(subnet).default([])).describe(
    "Its subnets; they must overlap no network of any machine. Default: one from the swarm's address pools.",
  ),
  attachable: replaces(z.boolean().default(false)).describe(
    "Whether containers that belong to no service may join it.",
  ),
  internal: replaces(z.boolean().default(false)).describe("Whether it leads nowhere but to itself."),
  encrypted: replaces(z.boolean().default(false)).describe("Whether its traffic between nodes is encrypted (ESP)."),
  mtu: replaces(z.number().int().min(68).max(65_535).optional()).describe(
    "MTU of the network beneath it: its containers get 50 bytes less, and less still where it is encrypted. Default: the one that Docker is set to, or 1500.",
  ),
  options: replaces(z.record(z.string(), z.string()).default({})).describe("Further options of the overlay driver."),
  labels: replaces(z.record(z.string(), z.string()).default({})).describe("Labels of the network."),
});

export const networkOutputs = z.object({ networkId: z.string().describe("ID of the network in the swarm.") });

export type NetworkInputs = z.output<typeof networkInputs>;
