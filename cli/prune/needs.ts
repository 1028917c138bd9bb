import type { StoredImage } from "../../provisioners/docker/client/storage";
import { fullReference } from "../../provisioners/docker/image";
import type { Service, Task } from "../../provisioners/docker/shapes";

/** What services need on whichever node they run next. */
export interface Needs {
  /** Images by the names that services have for them; undefined where no manager could say. */
  images?: ReadonlySet<string>;
  /** IDs of containers of tasks that are to run. */
  containers: ReadonlySet<string>;
  /** Names of volumes. */
  volumes: ReadonlySet<string>;
}

/** Pure: what the services are now, and what a rollback makes of them. */
export function needsOf(
  { services, tasks }: { services: readonly Service[]; tasks: readonly Task[] },
  preloaded: readonly string[],
): Needs {
  const specs = services.flatMap(({ Spec, PreviousSpec }) => (PreviousSpec ? [Spec, PreviousSpec] : [Spec]));
  const templates = [
    ...specs.map(({ TaskTemplate }) => TaskTemplate),
    ...tasks.filter(isWanted).flatMap(({ Spec }) => Spec ?? []),
  ];
  const images = templates.flatMap(({ ContainerSpec }) => ContainerSpec?.Image ?? []);
  const mounts = templates.flatMap(({ ContainerSpec }) => ContainerSpec?.Mounts ?? []);
  return {
    images: new Set([...images, ...preloaded].flatMap(namesOf)),
    containers: new Set(tasks.filter(isWanted).flatMap(({ Status }) => Status.ContainerStatus?.ContainerID ?? [])),
    volumes: new Set(mounts.flatMap(({ Type, Source }) => (Type === "volume" && Source ? [Source] : []))),
  };
}

/** A task that runs, or is about to. */
const isWanted = ({ DesiredState }: Task) => ["ready", "running"].includes(DesiredState);

/** `nginx:1@sha256:…` is known on a node by its digest alone. */
function namesOf(image: string): string[] {
  const [name = "", digest] = image.split("@");
  return digest ? [digest] : [fullReference(name)];
}

/** True for an image that one of the names means. */
export function isNeeded({ RepoTags, RepoDigests }: StoredImage, names: ReadonlySet<string>): boolean {
  const digests = (RepoDigests ?? []).map((each) => each.split("@")[1] ?? "");
  return [...(RepoTags ?? []).map(fullReference), ...digests].some((name) => names.has(name));
}
