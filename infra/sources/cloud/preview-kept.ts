import * as pulumi from "@pulumi/pulumi";
import { namespace } from "../../settings/problems/problems";
import type { CloudPlace, CloudPool } from "./place";
import type { CloudProvider } from "./provider";

/**
 * Warns, in a preview, of a volume that an earlier `destroy` kept: it has the name of the one that is to be made, and
 * nothing uses it. The new one would be empty, or could not be made beside it.
 */
export async function previewKept<Place extends CloudPlace, Pool extends CloudPool>(
  cloud: CloudProvider<Place, Pool>,
  place: Place,
  options?: pulumi.InvokeOptions,
): Promise<void> {
  if (!place.nfs?.retain || place.nfs.volumeId) return;
  for (const id of (await cloud.keptVolumes?.(place, options)) ?? []) {
    const key = `${namespace}:cloud.nfs.volumeId`;
    await pulumi.log.warn(
      `There is a volume of this cluster's name that nothing uses: ${id}. If an earlier \`pulumi destroy\` kept it, go on with its files: \`pulumi config set --path ${key} ${id}\``,
    );
  }
}
