import { messageOf } from "../../provisioners/core/errors";
import { isStatus } from "../../provisioners/docker/client/call";
import { removeNetwork } from "../../provisioners/docker/client/networks";
import { pruneBuildCache, removeImage } from "../../provisioners/docker/client/storage";
import { removeContainer, removeVolume } from "../../provisioners/docker/client/volumes";
import type { Host } from "../../provisioners/docker/host";
import type { PrunePlan } from "./plan";

/** Something that Docker did not let go, with its words. */
export interface Left {
  name: string;
  reason: string;
}

/**
 * Removes what the plan says; containers first, for they hold the rest. What has come into use since the look, Docker
 * refuses to remove: it stays, and the rest goes on.
 */
export async function carryOut(host: Host, plan: PrunePlan, keepSeconds: number): Promise<Left[]> {
  const left: Left[] = [];
  const attempt = async (name: string, removal: () => Promise<unknown>) => {
    try {
      await removal();
    } catch (error) {
      if (isStatus(error, 404)) return;
      if (!isStatus(error, 409) && !isStatus(error, 403)) throw error;
      left.push({ name, reason: messageOf(error).split("\n").slice(0, 2).join(": ") });
    }
  };
  for (const { id, name } of plan.containers) await attempt(name, () => removeContainer(host, id));
  for (const { id, name } of plan.networks) await attempt(name, () => removeNetwork(host, id, name));
  // With its last tag an image loses its digests too, so that some names are gone already.
  for (const { id, name, references } of plan.images) {
    for (const each of references.length > 0 ? references : [id]) await attempt(name, () => removeImage(host, each));
  }
  for (const { name } of plan.volumes) await attempt(name, () => removeVolume(host, name));
  if (plan.buildCache > 0) await pruneBuildCache(host, keepSeconds);
  return left;
}
