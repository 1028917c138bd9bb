import { api } from "../docker/api";
import type { Host } from "../docker/host";
import type { Service } from "../docker/shapes";
import { dialOrTell, type HandlerContext } from "../provider/handler-context";
import type { NamedHost } from "../ssh/schema";
import { removeWhenFree } from "../swarm/access/in-use";
import { type SwarmAccess, withManager } from "../swarm/access/managers";
import { servicesOf, stackFilter, stackLabel } from "./watch";

/** Removes the stack's networks that none of its services is in: Docker makes only those that are used. */
export async function pruneNetworks(access: SwarmAccess, name: string): Promise<void> {
  await withManager(access, "the stack's old networks to be removed", async (view) => {
    const services = await servicesOf(view, name);
    const used = new Set(
      services.flatMap(({ Spec }) => (Spec.TaskTemplate.Networks ?? []).map(({ Target }) => Target)),
    );
    const filters = JSON.stringify(stackFilter(name));
    const found = await api(view.host, "list the stack's networks", (docker) => docker.listNetworks({ filters }));
    for (const { Id, Name } of found.filter(({ Id, Name }) => !used.has(Id) && !used.has(Name))) {
      await released(access.context, view.host, `network ${Name}`, () =>
        api(view.host, `remove the network ${Name}`, (docker) => docker.getNetwork(Id).remove()),
      );
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
    (Spec.TaskTemplate.ContainerSpec?.Mounts ?? []).flatMap(({ Source }) => (Source ? [nameOf(Source)] : [])),
  );
  await Promise.all(
    nodes.map(async (node) => {
      const host = await dialOrTell(context, node, "the stack's volumes stay there");
      if (!host) return;
      const found = await api(host, "list the stack's volumes", (docker) =>
        docker.listVolumes({ filters: JSON.stringify(stackFilter(name)) }),
      );
      for (const { Name } of found.Volumes ?? []) {
        if (kept.some((pattern) => pattern.test(Name))) continue;
        context.log(`removing the volume ${Name} on ${node.name}`);
        await released(context, host, `volume ${Name}`, async () => {
          await removeEnded(host, name, Name);
          await api(host, `remove the volume ${Name}`, (docker) => docker.getVolume(Name).remove());
        });
      }
    }),
  );
}

/** Docker keeps containers of a stack's earlier tasks, and a volume that one of them had stays in use. */
async function removeEnded(host: Host, stack: string, volume: string): Promise<void> {
  const filters = JSON.stringify({
    volume: [volume],
    label: [`${stackLabel}=${stack}`],
    status: ["exited", "dead", "created"],
  });
  const ended = await api(host, `list containers with the volume ${volume}`, (docker) =>
    docker.listContainers({ all: true, filters }),
  );
  for (const { Id } of ended) {
    await api(host, `remove the ended container ${Id.slice(0, 12)}`, (docker) => docker.getContainer(Id).remove());
  }
}

/** Templates in a volume's name stand for anything. */
function nameOf(source: string): RegExp {
  const parts = source.split(/\{\{.*?\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

/** What somebody else uses stays, and that is said. */
async function released(
  context: HandlerContext,
  host: Host,
  what: string,
  remove: () => Promise<unknown>,
): Promise<void> {
  if (await removeWhenFree(context, what, host, remove)) return;
  context.log(`the old ${what} is still in use and stays (${host.label})`, "warning");
}
