import { unlessMissing } from "../../provisioners/docker/client/call";
import { listNetworks, type Network } from "../../provisioners/docker/client/networks";
import {
  type BuildRecord,
  endOf,
  type MeasuredVolume,
  measuredVolumes,
  type StoredContainer,
  type StoredImage,
  storedContainers,
  storedImages,
} from "../../provisioners/docker/client/storage";
import type { Host } from "../../provisioners/docker/host";

/** What Docker holds on one node. */
export interface Store {
  /** Each with its end, where it has ended. */
  containers: (StoredContainer & { ended?: Date })[];
  images: StoredImage[];
  networks: Network[];
  volumes: MeasuredVolume[];
  buildCache: BuildRecord[];
}

/** Only reads. */
export async function readStore(host: Host): Promise<Store> {
  const [containers, images, networks, measured] = await Promise.all([
    storedContainers(host),
    storedImages(host),
    listNetworks(host),
    measuredVolumes(host),
  ]);
  const withEnds: Store["containers"] = [];
  for (const container of containers) {
    if (!isOver(container)) withEnds.push(container);
    else {
      // One that is gone by now needs no removal.
      const ended = await unlessMissing(endOf(host, container.Id));
      if (ended) withEnds.push({ ...container, ended });
    }
  }
  return { containers: withEnds, images, networks, ...measured };
}

const isOver = ({ State }: StoredContainer) => State === "exited" || State === "dead";
