import type * as aws from "@pulumi/aws";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { UNKNOWN } from "../../../../provisioners/provider/wire";
import { replaces, secret, stable } from "../../../../provisioners/schema/marks";
import { freeAddress, publicAddress } from "../data-centre";
import { checkTags } from "../names";
import type { Fields } from "../shape";
import type { Cloud, Instance } from "./cloud";
import { region, tags } from "./kept";
import { archOf, checkInstance } from "./offers";

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
    createFirst: () => true,
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
    volumeSize: z.number().int().min(8),
    encrypted: replaces(z.boolean()),
    tags,
  }),
  instanceMarketOptions: replaces(z.object({ marketType: z.literal("spot") })).optional(),
} satisfies Fields<aws.ec2.InstanceArgs>);

const outputs = z.object({
  privateIp: stable(z.string()),
  // With another size the instance stops, and starts at another address.
  publicIp: z.string(),
} satisfies Fields<aws.ec2.Instance>);

/** An instance is a machine of the lab that boots with its user data. */
export const instance = ({ account, centre, settings, id: newId }: Cloud) =>
  defineResource({
    name: "ec2/instance:Instance",
    description: "An instance.",
    inputs,
    outputs,
    createFirst: () => true,
    diff: ({ instanceType: before }, { instanceType }, usual) =>
      archOf(before) === archOf(instanceType)
        ? usual
        : { ...usual, replaces: [...new Set([...(usual.replaces ?? []), "instanceType"])] },
    async preview(_context, { instanceType }, state) {
      if (!state) return { privateIp: UNKNOWN, publicIp: UNKNOWN };
      return { privateIp: state.privateIp, publicIp: state.instanceType === instanceType ? state.publicIp : UNKNOWN };
    },
    async create(context, args) {
      const { tags, subnetId, vpcSecurityGroupIds: groups, keyName, userData } = args;
      checkTags(tags);
      checkInstance(args);
      const subnet = account.must<{ cidrBlock: string; mapPublicIpOnLaunch: boolean }>("Subnet", subnetId);
      const { publicKey } = account.must<{ publicKey: string }>("KeyPair", keyName);
      for (const group of groups) account.must("SecurityGroup", group);
      const taken = account.all<Instance>("Instance").map(({ address }) => address);
      const address = freeAddress(subnet.cidrBlock, taken, KEPT);
      const number = account.next();
      const id = newId("i");
      const machine = `${tags.Name}-${number}`;
      const spot = args.instanceMarketOptions !== undefined;
      const publicIp = subnet.mapPublicIpOnLaunch ? publicAddress(settings, number) : "";
      account.put("Instance", id, { machine, address, groups, subnetId, publicIp, spot } satisfies Instance);
      const facts = { privateIp: address, publicIp };
      context.exists(id, facts);
      account.request(`boot ${machine}`);
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
      return { inputs: args, outputs: { privateIp: known.address, publicIp: known.publicIp } };
    },
    async update(_context, id, state, args) {
      checkInstance({ ...args, ami: state.ami });
      if (args.rootBlockDevice.volumeSize < state.rootBlockDevice.volumeSize) {
        throw new Error("InvalidParameterValue: New size cannot be smaller than existing size");
      }
      const known = account.must<Instance>("Instance", id);
      const restarts = args.instanceType !== state.instanceType;
      // A machine of the lab keeps the address that it has.
      const moves = restarts && !settings.lab && known.publicIp === state.publicIp && known.publicIp !== "";
      const publicIp = moves ? publicAddress(settings, account.next()) : known.publicIp;
      account.put("Instance", id, { ...known, groups: args.vpcSecurityGroupIds, publicIp });
      await centre.applyRules();
      return { privateIp: state.privateIp, publicIp };
    },
    async delete(_context, id) {
      const known = account.get<Instance>("Instance", id);
      if (!known) return;
      await centre.remove(known.machine);
      account.remove(id);
      const attachments = account.all<{ instanceId: string }>("VolumeAttachment");
      for (const each of attachments) if (each.instanceId === id) account.drop(each.id);
      await centre.applyRules();
    },
  });
