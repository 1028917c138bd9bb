import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { engineInputs, engineOutputs } from "../provisioners/engine/schema";
import { hostKeyInputs, hostKeyOutputs } from "../provisioners/host/host-key-schema";
import { preflightInputs, preflightOutputs } from "../provisioners/host/preflight/schema";
import { hostInputs, hostOutputs } from "../provisioners/host/prepare/schema";
import { imagesInputs, imagesOutputs } from "../provisioners/images/schema";
import { keyPairInputs, keyPairOutputs } from "../provisioners/keypair/schema";
import { labImagesInputs, labImagesOutputs } from "../provisioners/machines/images-schema";
import { machineInputs, machineOutputs } from "../provisioners/machines/schema";
import { nfsClientInputs, nfsClientOutputs, nfsServerInputs, nfsServerOutputs } from "../provisioners/nfs/schema";
import { configInputs, contentOutputs, secretInputs } from "../provisioners/objects/content-schema";
import { networkInputs, networkOutputs } from "../provisioners/objects/network-schema";
import { pluginInputs, pluginOutputs } from "../provisioners/objects/plugin-schema";
import { fieldOf, holdsSecret } from "../provisioners/schema/field";
import { stackInputs, stackOutputs } from "../provisioners/stack/schema";
import { swarmInputs, swarmOutputs } from "../provisioners/swarm/cluster/schema";
import { nodeInputs, nodeOutputs } from "../provisioners/swarm/node/schema";
import type { Fields, Outputs } from "./inputs";

/** A resource of the plugin: its inputs are outputs too. */
type PluginResource<I extends z.ZodObject, O extends z.ZodObject> = pulumi.CustomResource &
  Outputs<z.output<I>> &
  Outputs<z.output<O>>;

/** The class of one resource of the plugin, typed by its schemas. */
function pluginResource<I extends z.ZodObject, O extends z.ZodObject>(type: string, inputs: I, outputs: O) {
  const none = Object.fromEntries(
    [...Object.keys(inputs.shape), ...Object.keys(outputs.shape)].map((k) => [k, undefined]),
  );
  // So that they are secret in a preview too, where the plugin does not answer.
  const additionalSecretOutputs = Object.entries(outputs.shape)
    .filter(([, schema]) => holdsSecret(fieldOf(schema as z.ZodType)))
    .map(([key]) => key);

  class Typed extends pulumi.CustomResource {
    constructor(name: string, args: Fields<z.input<I>>, options?: pulumi.CustomResourceOptions) {
      super(
        `swarm:index:${type}`,
        name,
        { ...none, ...args },
        pulumi.mergeOptions({ additionalSecretOutputs }, options),
      );
    }
  }
  return Typed as unknown as new (
    name: string,
    args: Fields<z.input<I>>,
    options?: pulumi.CustomResourceOptions,
  ) => PluginResource<I, O>;
}

/** Arguments of `KeyPair`. */
export type KeyPairArgs = Fields<z.input<typeof keyPairInputs>>;
/** A key pair for SSH, made once and kept in the state; the private key is a secret. */
export class KeyPair extends pluginResource("KeyPair", keyPairInputs, keyPairOutputs) {}

/** Arguments of `Machine`. */
export type MachineArgs = Fields<z.input<typeof machineInputs>>;
/** A local virtual machine of a lab, with its address, host key and forwarded ports. */
export class Machine extends pluginResource("Machine", machineInputs, machineOutputs) {}

/** Arguments of `Preflight`. */
export type PreflightArgs = Fields<z.input<typeof preflightInputs>>;
/** A look at all hosts before any of them is changed: one error lists everything that does not fit. */
export class Preflight extends pluginResource("Preflight", preflightInputs, preflightOutputs) {}

/** Arguments of `Host`. */
export type HostArgs = Fields<z.input<typeof hostInputs>>;
/** One host prepared for Docker and a swarm: name, clock, kernel settings and firewall. */
export class Host extends pluginResource("Host", hostInputs, hostOutputs) {}

/** Arguments of `LabImages`. */
export type LabImagesArgs = Fields<z.input<typeof labImagesInputs>>;
/** Container images that machines of labs, which have no way out, can pull. */
export class LabImages extends pluginResource("LabImages", labImagesInputs, labImagesOutputs) {}

/** Arguments of `HostKey`. */
export type HostKeyArgs = Fields<z.input<typeof hostKeyInputs>>;
/** The SSH host key of a machine in a cloud, made on it in the place of the one that it booted with. */
export class HostKey extends pluginResource("HostKey", hostKeyInputs, hostKeyOutputs) {}

/** Arguments of `Engine`. */
export type EngineArgs = Fields<z.input<typeof engineInputs>>;
/** Docker on one host: installed, configured, upgraded; on a node of a swarm under maintenance. */
export class Engine extends pluginResource("Engine", engineInputs, engineOutputs) {}

/** Arguments of `Swarm`. */
export type SwarmArgs = Fields<z.input<typeof swarmInputs>>;
/** The swarm as a whole: its settings, join tokens and recovery. */
export class Swarm extends pluginResource("Swarm", swarmInputs, swarmOutputs) {}

/** Arguments of `Node`. */
export type NodeArgs = Fields<z.input<typeof nodeInputs>>;
/** One host's membership in a swarm, with its role, labels and availability. */
export class Node extends pluginResource("Node", nodeInputs, nodeOutputs) {}

/** Arguments of `NfsServer`. */
export type NfsServerArgs = Fields<z.input<typeof nfsServerInputs>>;
/** An NFSv4 server on one host, with its exports and, where one is given, its disk. */
export class NfsServer extends pluginResource("NfsServer", nfsServerInputs, nfsServerOutputs) {}

/** Arguments of `NfsClient`. */
export type NfsClientArgs = Fields<z.input<typeof nfsClientInputs>>;
/** What a host needs to mount NFS volumes. */
export class NfsClient extends pluginResource("NfsClient", nfsClientInputs, nfsClientOutputs) {}

/** Arguments of `Plugin`. */
export type PluginArgs = Fields<z.input<typeof pluginInputs>>;
/** A managed plugin of Docker (a volume or log driver) on hosts. */
export class Plugin extends pluginResource("Plugin", pluginInputs, pluginOutputs) {}

/** Arguments of `Network`. */
export type NetworkArgs = Fields<z.input<typeof networkInputs>>;
/** An overlay network that outlives the stacks in it. */
export class Network extends pluginResource("Network", networkInputs, networkOutputs) {}

/** Arguments of `Secret`. */
export type SecretArgs = Fields<z.input<typeof secretInputs>>;
/** A secret of a swarm, for several stacks; named by its content, so that a new content is a new secret. */
export class Secret extends pluginResource("Secret", secretInputs, contentOutputs) {}

/** Arguments of `Config`. */
export type ConfigArgs = Fields<z.input<typeof configInputs>>;
/** A config of a swarm, for several stacks; named by its content, so that a new content is a new config. */
export class Config extends pluginResource("Config", configInputs, contentOutputs) {}

/** Arguments of `Images`. */
export type ImagesArgs = Fields<z.input<typeof imagesInputs>>;
/** Container images from files, on hosts that do not have them. */
export class Images extends pluginResource("Images", imagesInputs, imagesOutputs) {}

/** Arguments of `Stack`. */
export type StackArgs = Fields<z.input<typeof stackInputs>>;
/**
 * A stack file deployed to a swarm.
 * @example
 * ```ts
 * const web = new Stack(
 *   "web",
 *   {
 *     name: "web",
 *     file: readFileSync("web.yaml", "utf8"),
 *     swarmId: cluster.swarmId,
 *     managers: cluster.managers,
 *   },
 *   cluster.objectOptions,
 * );
 * ```
 */
export class Stack extends pluginResource("Stack", stackInputs, stackOutputs) {}
