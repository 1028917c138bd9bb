import { z } from "zod";
import { named, passive, stable } from "../../schema/marks";
import { connectionSchema } from "../../ssh/schema";
import { usualDataPathPort } from "../ports";
import { checkNames } from "./names";

/** What a run does only where it is asked to in so many words. */
export const permissions = ["replaceManagers", "fewerManagers", "deleteVolumes", "replaceLoadBalancer"] as const;
export type Permission = (typeof permissions)[number];

/** What may be set of the preflight where a cluster is declared. */
export const preflightSettings = {
  skipChecks: z
    .array(named("PreflightCheck", z.enum(checkNames)))
    .default([])
    .describe("Checks to leave out, by name; docs/hosts.md lists them."),
  maxClockSkew: z
    .number()
    .min(1)
    .max(3600)
    .default(60)
    .describe(
      "Seconds that a host's clock may differ from this computer's. Beyond an hour no node can join: certificates are valid from one hour before they are made.",
    ),
};

/** Inputs of `Preflight`: the hosts of one cluster. */
export const preflightInputs = z.object({
  hosts: z
    .array(
      named(
        "PreflightHost",
        z.object({
          name: z.string().min(1).describe("Name of the host, for messages."),
          role: named("NodeRole", z.enum(["manager", "worker"])).describe("What the host is to be in the swarm."),
          address: z.ipv4().describe("Advertise address: the host's IP address on the private network."),
          dataPathAddress: z
            .ipv4()
            .optional()
            .describe("The host's IP address for the traffic of overlay networks; by default `address`."),
          connection: connectionSchema.describe("How to reach the host."),
        }),
      ),
    )
    .min(1)
    .describe("All hosts of the cluster."),
  addressPools: z.array(z.cidrv4()).default([]).describe("Pools that overlay networks take their subnets from."),
  dataPathPort: z.number().int().default(usualDataPathPort).describe("UDP port of overlay networks between nodes."),
  setsHostname: z
    .boolean()
    .default(false)
    .describe("True where every host gets a hostname of its own before it joins, so that they may be the same now."),
  volumes: z
    .array(z.string())
    .default([])
    .describe("IDs of volumes that hold the cluster's data: a run that would delete or replace one is refused."),
  retained: z
    .boolean()
    .default(false)
    .describe(
      "True where these volumes stay when they are declared no more, and are not deleted with what is on them.",
    ),
  fixed: z
    .array(
      named(
        "FixedSetting",
        z.object({
          key: z.string().describe("Key of the configuration, such as `cloud.region`."),
          value: z.string().describe("Its value; empty for none."),
          made: z
            .string()
            .optional()
            .describe("What the cluster was made with; by default the value of the run before."),
        }),
      ),
    )
    .default([])
    .describe("Settings that are fixed once the machines are made: a run with another value is refused."),
  balancerZones: z
    .array(z.string())
    .default([])
    .describe("Zones in which a load balancer stands that the cloud replaces when one of them goes."),
  allow: passive(z.array(named("Permission", z.enum(permissions))).default([])).describe(
    "What a run may do: `replaceManagers` (two or more at once), `fewerManagers` (fewer than a majority of them stays), `deleteVolumes` (or put new ones in their places), `replaceLoadBalancer` (clients reach the new one under another name).",
  ),
  ...preflightSettings,
});

export const preflightOutputs = z.object({
  mtu: stable(z.number()).describe(
    "Largest packet in bytes of overlay networks' traffic that every host can send: the smallest MTU of the interfaces with their data path addresses.",
  ),
  released: z
    .boolean()
    .optional()
    .describe("True after a run that failed while it declared the volumes as not retained: they count as such."),
});
