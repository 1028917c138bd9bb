import { z } from "zod";
import { connectionSchema } from "../../../provisioners/ssh/schema";
import { nodeInputs } from "../../../provisioners/swarm/node/schema";
import { dnsLabel } from "../../config/schema/dns-label";
import { machineFields } from "../../config/schema/fields";
import type { SettingsWith } from "../../config/schema/schema";

const { host: address, port, user } = connectionSchema.shape;
const { role, labels, availability } = machineFields;

const endpoint = z.strictObject({
  host: address.describe("address or name to dial"),
  port: port.describe("SSH port"),
  user: user.describe("login user; other than root it needs password-less sudo"),
  privateKey: z.string().min(1).optional().describe("private key as text; refused where it is not set with --secret"),
  privateKeyFile: z.string().min(1).optional().describe("file of the private key, relative to Pulumi.yaml"),
  hostKey: z.string().min(1).describe("the host's public key, such as `ssh-ed25519 AAAA…`, or `SHA256:…`"),
});

const reachable = z.strictObject({
  ...endpoint.shape,
  address: nodeInputs.shape.address.describe("its IPv4 address on the network the machines share"),
  jump: endpoint.optional().describe("a host to go through (ProxyJump)"),
});

const host = z.strictObject({
  name: dnsLabel.describe("name of the machine"),
  role,
  ...reachable.shape,
  listenAddress: nodeInputs.shape.listenAddress.describe("address on which Docker listens on port 2377; default: all"),
  dataPathAddress: nodeInputs.shape.dataPathAddress.describe(
    "address for the traffic of overlay networks; default: `address`",
  ),
  labels,
  availability,
});

/** Keys of the configuration for hosts. */
export const hostsKeys = {
  top: { hosts: z.array(host).min(1).optional().describe("machines that exist, for source `hosts`") },
  nfs: { host: reachable.optional().describe("a host of its own, outside of the swarm") },
};

export type HostsSettings = SettingsWith<typeof hostsKeys>;
export type HostSettings = z.output<typeof host>;
export type EndpointSettings = z.output<typeof endpoint>;
