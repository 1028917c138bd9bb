import { listNetworks, removeNetwork } from "../docker/client/networks";
import { listContainers, listVolumes, removeContainer, removeVolume } from "../docker/client/volumes";
import type { Host } from "../docker/host";
import type { Service } from "../docker/shapes";
import { dialOrWarn, type HandlerContext } from "../provider/handler-context";
import type { NamedHost } from "../ssh/schema";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { removeWhenFree } from "../swarm/removal/in-use";
import { patternOf } from "./compose/volumes";
import { servicesOf, stackFilter, stackLabel } from "./convergence/watch";

/** Removes the stack's networks that none of its services is in: Docker makes only those that are used. */
export async function pruneNetworks(access: SwarmAccess, name: string): Promise<void> {
  await withManager(access, "the stack's old networks to be removed", async (view) => {
    const services = await servicesOf(view, name);
    const used = new Set(
      services.flatMap(({ Spec }) => (Spec.TaskTemplate.Networks ?? []).map(({ Target }) => Target)),
    );
    const found = await listNetworks(view.host, stackFilter(name));
    for (const { Id, Name } of found.filter(({ Id, Name }) => !used.has(Id) && !used.has(Name))) {
      await released(access.context, view.host, `network ${Name}`, () => removeNetwork(view.host, Id, Name));
    }
  });
}

/** Removes the stack's volumes on every node, but for those that its services mount. */
export async function pruneVolumes(
  context: HandlerContext,
  nodes: readonly NamedHost[],
  name: string,
  services: readonly Service[],
): Promise<void> {
  const kept = services.flatMap(({ Spec }) =>
    (Spec.TaskTemplate.ContainerSpec?.Mounts ?? []).flatMap(({ Source }) => (Source ? [patternOf(Source)] : [])),
  );
  await Promise.all(
    nodes.map(async (node) => {
      const host = await dialOrWarn(context, node, "the stack's volumes stay there");
      if (!host) return;
      const found = await listVolumes(host, stackFilter(name));
      for (const { Name } of found) {
        if (kept.some((pattern) => pattern.test(Name))) continue;
        context.log(`removing the volume ${Name} on ${node.name}`);
        await released(context, host, `volume ${Name}`, async () => {
          await removeEnded(host, name, Name);
          await removeVolume(host, Name);
        });
      }
    }),
  );
}

/** Docker keeps containers of a stack's earlier tasks, and a volume that one of them had stays in use. */
async function removeEnded(host: Host, stack: string, volume: string): Promise<void> {
  const ended = await listContainers(host, {
    volume: [volume],
    label: [`${stackLabel}=${stack}`],
    status: ["exited", "dead", "created"],
  });
  for (const { Id } of ended) {
    await removeContainer(host, Id);
  }
}

/** What somebody else uses stays, with a warning. */
async function released(
  context: HandlerContext,
  host: Host,
  what: string,
  remove: () => Promise<unknown>,
): Promise<void> {
  if (await removeWhenFree(context, what, host, remove)) return;
  context.log(`the old ${what} is still in use and stays (${host.label})`, "warning");
}
