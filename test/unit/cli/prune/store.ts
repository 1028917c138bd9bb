import type { Store } from "../../../../cli/prune/store";
import type { StoredContainer, StoredImage } from "../../../../provisioners/docker/client/storage";

export const NOW = Date.parse("2026-06-01T00:00:00Z");
const DAY_MS = 86_400_000;
export const daysAgo = (days: number) => new Date(NOW - days * DAY_MS);

/** An image that was built long ago; its ID is its digest. */
export function image(repository: string, digest: string, more: Partial<StoredImage> = {}): StoredImage {
  return {
    Id: digest,
    RepoTags: [],
    RepoDigests: [`${repository}@sha256:${digest}`],
    Created: daysAgo(90).getTime() / 1_000,
    Size: 100,
    SharedSize: 40,
    ...more,
  };
}

/** A container that ended so many days ago, or runs. */
export function container(
  id: string,
  imageId: string,
  ended?: number,
  more: Partial<StoredContainer> = {},
): Store["containers"][number] {
  return {
    ...{ Id: id, Names: [`/${id}`], ImageID: imageId, State: ended === undefined ? "running" : "exited" },
    ...{ Created: daysAgo(100).getTime() / 1_000, SizeRw: 10, Labels: {} },
    ...more,
    ...(ended !== undefined && { ended: daysAgo(ended) }),
  };
}

export const store = (more: Partial<Store> = {}): Store => {
  return { containers: [], images: [], networks: [], volumes: [], buildCache: [], ...more };
};
