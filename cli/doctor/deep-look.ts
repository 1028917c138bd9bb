import { imageId } from "../../provisioners/docker/client/images";
import { listNetworks, type Network } from "../../provisioners/docker/client/networks";
import { type ListedObject, listObjects } from "../../provisioners/docker/client/objects";
import type { Service } from "../../provisioners/docker/shapes";
import type { Intent, Looked } from "../../provisioners/host/preflight/check";
import { lookAtHost } from "../../provisioners/host/preflight/look";
import { preflightInputs } from "../../provisioners/host/preflight/schema";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { stackLabel } from "../../provisioners/stack/convergence/watch";
import { withManager } from "../../provisioners/swarm/access/managers";
import { askNodes, DIAL_MS } from "../look/each-node";
import { lookAt, type SwarmLook } from "../look/swarm-look";
import type { DeclaredSwarm } from "../stack/declared-swarm";
import { tryAllWays, type WayTried } from "./ways";

/** What only the doctor looks for, as it takes longer. */
export interface DeepLook extends SwarmLook {
  /** What the preflight knows of each machine. */
  looked: Looked[];
  intent: Intent;
  ways: WayTried[];
  /** What a manager knows beside services and tasks; undefined where none can be used. */
  stored?: { networks: Network[]; objects: ListedObject[] };
  /** Of images that no registry has: the nodes that lack them. */
  lackingImages: { image: string; nodes: string[] }[];
}

export async function lookDeeply(context: HandlerContext, declared: DeclaredSwarm): Promise<DeepLook> {
  const intent = intentOf(declared);
  const look = await lookAt(context, declared);
  context.status("looking into the machines, and trying the ports between them");
  const [looked, ways, stored, lackingImages] = await Promise.all([
    Promise.all(intent.hosts.map((host) => lookAtHost(context, host, DIAL_MS))),
    tryAllWays(context, declared),
    look.swarm && storedIn(context, declared),
    lackingIn(context, declared, look.swarm?.services ?? []),
  ]);
  return { ...look, intent, looked, ways, stored, lackingImages };
}

/** What the preflight of a run would be asked. */
function intentOf({ nodes, addressPools, dataPathPort, preflight }: DeclaredSwarm): Intent {
  const hosts = nodes.map(({ name, role, address, dataPathAddress, connection }) => ({
    ...{ name, role, address, dataPathAddress, connection },
  }));
  return preflightInputs.parse({ hosts, addressPools, dataPathPort, ...preflight });
}

/** Networks of the swarm, and secrets and configs of stacks. */
function storedIn(context: HandlerContext, { managers, swarmId }: DeclaredSwarm): Promise<DeepLook["stored"]> {
  return withManager({ context, managers, swarmId }, "networks, secrets and configs", async ({ host }) => {
    const [networks, objects] = await Promise.all([
      listNetworks(host, { driver: ["overlay"] }),
      listObjects(host, { label: [stackLabel] }),
    ]);
    return { networks, objects };
  });
}

/** Docker pins what a registry has to its digest: an image without one is on some nodes only, unless it is there by chance. */
async function lackingIn(
  context: HandlerContext,
  { nodes }: DeclaredSwarm,
  services: readonly Service[],
): Promise<DeepLook["lackingImages"]> {
  const images = [...new Set(services.flatMap(({ Spec }) => Spec.TaskTemplate.ContainerSpec?.Image ?? []))];
  const unpinned = images.filter((image) => !image.includes("@sha256:"));
  if (unpinned.length === 0) return [];
  const answers = await askNodes(context, nodes, (host) =>
    Promise.all(unpinned.map(async (image) => ((await imageId(host, image)) === undefined ? [image] : []))),
  );
  return unpinned.flatMap((image) => {
    const lack = answers.filter((each) => "value" in each && each.value.flat().includes(image));
    return lack.length > 0 ? [{ image, nodes: lack.map(({ node }) => node) }] : [];
  });
}
