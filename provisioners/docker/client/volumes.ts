import type { Host } from "../host";
import { call, type Filters, filtered } from "./call";

export interface Volume {
  Name: string;
  Driver: string;
  Options: Record<string, string> | null;
  Labels: Record<string, string> | null;
}

/** A host's volumes. */
export async function listVolumes(host: Host, filters?: Filters): Promise<Volume[]> {
  const { Volumes } = await call<{ Volumes?: Volume[] | null }>(host, "list the volumes", (docker) =>
    docker.listVolumes(filtered(filters)),
  );
  return Volumes ?? [];
}

export const removeVolume = (host: Host, name: string) =>
  call<void>(host, `remove the volume ${name}`, (docker) => docker.getVolume(name).remove());

/** A host's containers, those that have ended too. */
export const listContainers = (host: Host, filters?: Filters) =>
  call<{ Id: string }[]>(host, "list the containers", (docker) =>
    docker.listContainers({ all: true, ...filtered(filters) }),
  );

export const removeContainer = (host: Host, id: string) =>
  call<void>(host, `remove the container ${id.slice(0, 12)}`, (docker) => docker.getContainer(id).remove());
