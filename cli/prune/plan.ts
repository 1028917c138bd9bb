import type { Network } from "../../provisioners/docker/client/networks";
import type { StoredImage } from "../../provisioners/docker/client/storage";
import { keepLabel } from "../../provisioners/host/prepare/prune/script";
import { sumOf } from "../usage/amounts";
import { isNeeded, type Needs } from "./needs";
import type { Store } from "./store";

/** Something that is to go. */
export interface Item {
  name: string;
  bytes: number;
}

/** What is to go from one node. */
export interface PrunePlan {
  containers: (Item & { id: string })[];
  /** With all names that each has there. */
  images: (Item & { id: string; references: string[] })[];
  networks: (Item & { id: string })[];
  volumes: Item[];
  /** Of the build cache, bytes that were not used of late. */
  buildCache: number;
  /** Images that nothing uses at the moment and that stay, with the reason. */
  kept: { name: string; reason: string }[];
  /** Volumes that were named and stay, with the reason. */
  refused: { name: string; reason: string }[];
}

export interface PruneWishes {
  /** What is younger stays. */
  keepSeconds: number;
  /** Names of volumes; `unused` for all that nothing uses. */
  volumes: readonly string[] | "unused";
  /** Milliseconds since the epoch. */
  now: number;
}

/** Pure: what of a node's store nothing needs. */
export function planOf(store: Store, needs: Needs, wishes: PruneWishes): PrunePlan {
  const oldest = wishes.now - wishes.keepSeconds * 1_000;
  const gone = store.containers.filter(
    ({ Id, Labels, ended }) =>
      ended && ended.getTime() <= oldest && !needs.containers.has(Id) && Labels?.[keepLabel] === undefined,
  );
  const left = store.containers.filter((container) => !gone.includes(container));
  return {
    containers: gone.map(({ Id, Names, SizeRw }) => {
      return { id: Id, name: Names?.[0]?.replace(/^\//, "") ?? Id.slice(0, 12), bytes: SizeRw ?? 0 };
    }),
    ...imagesIn(store.images, new Set(left.map(({ ImageID }) => ImageID)), needs, oldest),
    networks: store.networks
      .filter((network) => isIdle(network, left) && Date.parse(network.Created ?? "") <= oldest)
      .map(({ Id, Name }) => ({ id: Id, name: Name, bytes: 0 })),
    ...volumesIn(store.volumes, needs, wishes.volumes),
    buildCache: sumOf(
      store.buildCache
        .filter(({ InUse, LastUsedAt, CreatedAt }) => !InUse && Date.parse(LastUsedAt ?? CreatedAt) <= oldest)
        .map(({ Size }) => Size),
    ),
  };
}

function imagesIn(images: Store["images"], used: ReadonlySet<string>, { images: names }: Needs, oldest: number) {
  const idle = images.filter(({ Id }) => !used.has(Id));
  const reasonOf = (image: StoredImage): string | undefined => {
    if (!names) return "no manager says what a rollback needs";
    if (isNeeded(image, names)) return "a service or its rollback needs it";
    return image.Created * 1_000 > oldest ? "it is younger than what is kept" : undefined;
  };
  const stays = idle.flatMap((image) => {
    const reason = reasonOf(image);
    return reason === undefined ? [] : [{ image, name: nameOf(image), reason }];
  });
  return {
    kept: stays.map(({ name, reason }) => ({ name, reason })),
    images: idle
      .filter((one) => !stays.some(({ image }) => image === one))
      .map((image) => ({ id: image.Id, name: nameOf(image), references: referencesOf(image), bytes: ownBytes(image) })),
  };
}

/** What removal frees for sure: layers of others stay. */
const ownBytes = ({ Size, SharedSize }: StoredImage) => Math.max(0, Size - Math.max(0, SharedSize));

const isName = (name: string) => !name.includes("<none>");

const referencesOf = ({ RepoTags, RepoDigests }: StoredImage) =>
  [...(RepoTags ?? []), ...(RepoDigests ?? [])].filter(isName);

/** A digest is cut: its repository tells more. */
function nameOf(image: StoredImage): string {
  const [first = image.Id] = referencesOf(image);
  return first.replace(/(sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1");
}

const predefined = new Set(["bridge", "host", "none", "docker_gwbridge"]);

/** Those of the swarm are declared, or Docker's own affair; templates are for networks of the swarm. */
function isIdle({ Id, Name, Scope, ConfigOnly }: Network, containers: Store["containers"]): boolean {
  if (Scope !== "local" || ConfigOnly || predefined.has(Name)) return false;
  return !containers.some(({ NetworkSettings }) =>
    Object.entries(NetworkSettings?.Networks ?? {}).some(([name, { NetworkID }]) => name === Name || NetworkID === Id),
  );
}

function volumesIn(
  volumes: Store["volumes"],
  needs: Needs,
  wanted: PruneWishes["volumes"],
): Pick<PrunePlan, "volumes" | "refused"> {
  const reasonOf = ({ Name, UsageData, Driver }: Store["volumes"][number]): string | undefined => {
    if ((UsageData?.RefCount ?? 0) > 0) return "a container has it";
    if (needs.volumes.has(Name)) return "a service mounts it";
    if (!needs.images) return "no manager says which services mount it";
    return wanted === "unused" && Driver !== "local" ? `its data is with the driver ${Driver}` : undefined;
  };
  const meant = wanted === "unused" ? volumes : volumes.filter(({ Name }) => wanted.includes(Name));
  const judged = meant.map((volume) => ({ volume, name: volume.Name, reason: reasonOf(volume) }));
  return {
    volumes: judged
      .filter(({ reason }) => reason === undefined)
      .map(({ name, volume }) => ({ name, bytes: Math.max(0, volume.UsageData?.Size ?? 0) })),
    refused: judged.flatMap(({ name, reason }) => (reason && wanted !== "unused" ? [{ name, reason }] : [])),
  };
}

/** Bytes that the plan frees at least. */
export function bytesOf({ containers, images, volumes, buildCache }: PrunePlan): number {
  return sumOf([buildCache, ...[...containers, ...images, ...volumes].map(({ bytes }) => bytes)]);
}
