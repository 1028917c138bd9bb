import { createHash } from "node:crypto";
import type * as aws from "@pulumi/aws";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces, secret, stable } from "../../../../provisioners/schema/marks";
import { freeAddress, publicAddress } from "../data-centre";
import type { Fields } from "../shape";
import type { Cloud, Instance } from "./cloud";
import { region, tags } from "./kept";

/** Addresses at the begin of a subnet that the cloud keeps: network, router, DNS and one for later. */
const KEPT = 4;

const keyInputs = z.object({
  region: replaces(region),
  tags,
  publicKey: replaces(z.string().regex(/^ssh-/)),
} satisfies Fields<aws.ec2.KeyPairArgs>);

export const keyPair = ({ account, id: newId }: Cloud) =>
  defineResource({
    name: "ec2/keyPair:KeyPair",
    description: "A key that may log in.",
    inputs: keyInputs,
    outputs: z.object({ keyName: stable(z.string()) } satisfies Fields<aws.ec2.KeyPair>),
    async create(_context, { publicKey }) {
      const keyName = newId("key");
      account.put("KeyPair", keyName, { publicKey });
      return { id: keyName, outputs: { keyName } };
    },
    async update(_context, _id, { keyName }) {
      return { keyName };
    },
    async delete(_context, id) {
      account.remove(id);
    },
  });

const inputs = z.object({
  region: replaces(region),
  tags,
  ami: replaces(z.string().regex(/^ami-/)),
  instanceType: z.string(),
  subnetId: replaces(z.string()),
  vpcSecurityGroupIds: z.array(z.string()).min(1),
  keyName: replaces(z.string()),
  userData: secret(z.string()),
  metadataOptions: z.object({
    httpEndpoint: z.string(),
    httpTokens: z.string(),
    httpPutResponseHopLimit: z.number(),
  }),
  rootBlockDevice: z.object({
    volumeType: z.string(),
    volumeSize: z.number(),
    encrypted: replaces(z.boolean()),
    tags,
  }),
} satisfies Fields<aws.ec2.InstanceArgs>);

const outputs = z.object({
  privateIp: stable(z.string()),
  publicIp: stable(z.string()),
} satisfies Fields<aws.ec2.Instance>);

/** An instance is a machine of the lab that boots with its user data. */
export const instance = ({ account, centre, settings, id: newId }: Cloud) =>
  defineResource({
    name: "ec2/instance:Instance",
    description: "An instance.",
    inputs,
    outputs,
    async create(context, { tags, subnetId, vpcSecurityGroupIds: groups, keyName, userData }) {
      const subnet = account.must<{ cidrBlock: string; mapPublicIpOnLaunch: boolean }>("Subnet", subnetId);
      const { publicKey } = account.must<{ publicKey: string }>("KeyPair", keyName);
      for (const group of groups) account.must("SecurityGroup", group);
      const taken = account.all<Instance>("Instance").map(({ address }) => address);
      const address = freeAddress(subnet.cidrBlock, taken, KEPT);
      const number = account.next();
      const id = newId("i");
      const machine = `${tags.Name}-${number}`;
      account.put("Instance", id, { machine, address, groups } satisfies Instance);
      const facts = {
        privateIp: address,
        publicIp: subnet.mapPublicIpOnLaunch ? publicAddress(settings.lab, number) : "",
      };
      context.exists(id, facts);
      const metaData = {
        "instance-id": id,
        "local-hostname": `ip-${address.replaceAll(".", "-")}`,
        "public-keys": [publicKey],
      };
      await centre.make(
        { name: machine, address, publicAddress: facts.publicIp || undefined, userData, metaData },
        context.status,
        context.signal,
      );
      return { id, outputs: facts };
    },
    async read(_context, id, state) {
      const known = account.get<Instance>("Instance", id);
      if (!known || !(await centre.exists(known.machine))) return undefined;
      const args = inputs.parse({ ...state, vpcSecurityGroupIds: known.groups });
      return { inputs: args, outputs: outputs.parse(state) };
    },
    async update(_context, id, state, { vpcSecurityGroupIds: groups }) {
      account.put("Instance", id, { ...account.must<Instance>("Instance", id), groups });
      await centre.applyRules();
      return outputs.parse(state);
    },
    async delete(_context, id) {
      const known = account.get<Instance>("Instance", id);
      if (!known) return;
      await centre.remove(known.machine);
      account.remove(id);
      const attachments = account.all<{ instanceId: string }>("VolumeAttachment");
      for (const each of attachments) if (each.instanceId === id) account.remove(each.id);
      await centre.applyRules();
    },
  });

/** The newest image of a release: here one and the same for all, by another ID for each. */
export async function getParameter({ name }: Record<string, unknown>): Promise<Record<string, unknown>> {
  const id = createHash("sha256").update(String(name)).digest("hex").slice(0, 17);
  return { name, insecureValue: `ami-${id}`, value: `ami-${id}` };
}

/** Some sizes of the family t3, in zone a. */
export async function getInstanceTypeOfferings(args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { filters, region } = args as { filters: { values: string[] }[]; region: string };
  const instanceTypes = filters.flatMap(({ values }) => values).filter((size) => /^t3\.(small|medium)$/.test(size));
  return { instanceTypes, locations: instanceTypes.map(() => `${region}a`) };
}
