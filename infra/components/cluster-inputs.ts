import { z } from "zod";
import { engineInputs } from "../../provisioners/engine/schema";
import { preflightInputs, preflightSettings } from "../../provisioners/host/preflight/schema";
import { hostInputs } from "../../provisioners/host/prepare/schema";
import { named, plain } from "../../provisioners/schema/marks";
import { connectionSchema } from "../../provisioners/ssh/schema";
import { swarmInputs } from "../../provisioners/swarm/cluster/schema";
import { nodeInputs } from "../../provisioners/swarm/node/schema";
import { preparationSettings } from "../settings/schema/preparation";

const { jump, jumps } = connectionSchema.shape;
const { allow, volumes, retained, fixed, balancerZones } = preflightInputs.shape;
const { name: _name, connection: _connection, mtu: _mtu, drainVia: _drainVia, ...engine } = engineInputs.shape;
const { managers: _managers, ...swarm } = swarmInputs.shape;
const { role, address, listenAddress, dataPathAddress, availability, labels } = nodeInputs.shape;

/** Which hosts are on the way is known beforehand; what they are called need not be. */
const connection = named(
  "MachineConnection",
  z.object({
    ...connectionSchema.shape,
    jump: plain(jump),
    jumps: plain(z.array(plain(jumps.unwrap().element)).optional()).describe(jumps.description ?? ""),
  }),
);

const machine = named(
  "ClusterMachine",
  z.object({
    name: plain(z.string().min(1)).describe(
      "DNS label, unique in the cluster: the identity of the machine's resources.",
    ),
    role: plain(role),
    address: unmarked(address).describe("Its IPv4 address on the network that the machines share."),
    listenAddress: unmarked(listenAddress),
    dataPathAddress: unmarked(dataPathAddress),
    labels: plain(labels),
    availability: plain(availability),
    connection: plain(connection).describe("How to reach it over SSH."),
    resource: plain(z.unknown())
      .optional()
      .describe(
        "The resource that makes the machine: what is on the machine goes with it, and the machine gets its name as host name. Default: the machine stays, and what we put on it is taken away again on destroy.",
      ),
  }),
);

/** Every setting decides what is declared. */
const preparation = Object.fromEntries(
  Object.entries({
    ...preparationSettings.shape,
    timeSync: preparationSettings.shape.timeSync.describe(
      "keep chrony or systemd-timesyncd on, whichever is installed; by default true",
    ),
    encryptedOverlays: z
      .boolean()
      .default(false)
      .describe("overlay networks are encrypted: nodes need IP protocol 50 (ESP) of each other"),
  }).map(([key, field]) => [key, plain(field)]),
);

/** What the component `Cluster` takes: the arguments of the class of the same name. */
export const clusterInputs = z.object({
  machines: plain(z.array(plain(machine)).min(1)).describe(
    "The machines, one to seven managers among them. The swarm starts on the first manager.",
  ),
  preflight: plain(named("PreflightSettings", z.object(preflightSettings)))
    .optional()
    .describe("What is asked of the machines before any of them is changed."),
  allow,
  volumes,
  retained,
  fixed,
  balancerZones,
  preparation: plain(named("PreparationSettings", z.object(preparation)))
    .optional()
    .describe("What is done to every machine before Docker comes."),
  prune: hostInputs.shape.prune.describe(
    "A timer on every machine that removes what Docker no longer uses, except what a rollback needs. Without it nothing is removed.",
  ),
  engine: plain(named("EngineSettings", z.object(engine)))
    .optional()
    .describe("Docker on every machine."),
  swarm: plain(named("SwarmSettings", z.object(swarm)))
    .optional()
    .describe("The swarm as a whole."),
});

/** The field without the marks that it has as an input of a resource: a component is never replaced. */
function unmarked<T extends z.ZodType>(schema: T): T {
  return schema.meta({ ...schema.meta(), replaceOnChanges: undefined }) as T;
}
