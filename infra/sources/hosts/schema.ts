import { z } from "zod";
import { connectionSchema } from "../../../provisioners/ssh/schema";
import { nodeInputs } from "../../../provisioners/swarm/node/schema";
import { dnsLabel } from "../../settings/schema/dns-label";
import { machineFields } from "../../settings/schema/fields";
import type { SettingsWith } from "../../settings/schema/schema";

const { host: address, port, user } = connectionSchema.shape;
const { role, labels, availability } = machineFields;

const endpoint = z.strictObject({
  host: address.describe("address or name to dial, or a name in `sshConfig`"),
  port: port.unwrap().optional().describe("SSH port; default: that of `sshConfig`, else 22"),
  user: user
    .unwrap()
    .optional()
    .describe("login user; other than root it needs sudo. Default: that of `sshConfig`, else root"),
  privateKey: z.string().min(1).optional().describe("private key as text; refused where it is not set with --secret"),
  privateKeyFile: z.string().min(1).optional().describe("file of the private key, relative to Pulumi.yaml"),
  passphrase: z
    .string()
    .min(1)
    .optional()
    .describe("passphrase of the private key; refused where it is not set with --secret"),
  agent: z.boolean().optional().describe("use the keys of the SSH agent (SSH_AUTH_SOCK) in the place of a private key"),
  sudoPassword: z
    .string()
    .min(1)
    .optional()
    .describe("password that sudo asks for; refused where it is not set with --secret"),
  hostKey: z
    .string()
    .min(1)
    .optional()
    .describe("the host's public key, such as `ssh-ed25519 AAAA…`, or `SHA256:…`; needed without `knownHosts`"),
  knownHosts: z
    .string()
    .min(1)
    .optional()
    .describe("file with the host's keys, such as `~/.ssh/known_hosts`; default with `sshConfig`: what that names"),
  sshConfig: z
    .string()
    .min(1)
    .optional()
    .describe("OpenSSH's configuration, such as `~/.ssh/config`: what is not set here is taken from there"),
});

const reachable = z.strictObject({
  ...endpoint.shape,
  address: nodeInputs.shape.address.describe("its IPv4 address on the network the machines share"),
  jump: endpoint.optional().describe("a host to go through (ProxyJump)"),
  jumps: z.array(endpoint).min(1).optional().describe("hosts to go through one after the other, the first one first"),
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
