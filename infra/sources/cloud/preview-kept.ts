import * as pulumi from "@pulumi/pulumi";
import { namespace } from "../../settings/problems/problems";
import type { FixedSetting, MachineSet } from "../machine";
import { nameKey } from "./identity";
import type { CloudPlace, CloudPool } from "./place";
import type { CloudProvider } from "./provider";

/**
 * The machines of a preview, which also looks for a volume that an earlier `destroy` kept: it has the name of the one that
 * is to be made, and nothing uses it. The new one would be empty, or could not be made beside it. The name is the
 * cluster's own, from its first run on; what depends on it waits for the look.
 */
export function lookingForKept<Place extends CloudPlace, Pool extends CloudPool>(
  cloud: CloudProvider<Place, Pool>,
  place: Place,
  machines: MachineSet,
  options?: pulumi.InvokeOptions,
): MachineSet {
  if (!place.nfs?.retain || place.nfs.volumeId) return machines;
  const look = async (name: string) => {
    await warnOfKept((await cloud.keptVolumes?.({ ...place, name }, options)) ?? []);
    return name;
  };
  const looking = ({ made, ...setting }: FixedSetting) => ({
    ...setting,
    made: made && pulumi.output(made).apply(look),
  });
  return { ...machines, fixed: machines.fixed?.map((each) => (each.key === nameKey ? looking(each) : each)) };
}

async function warnOfKept(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const key = `${namespace}:cloud.nfs.volumeId`;
    await pulumi.log.warn(
      `There is a volume of this cluster's name that nothing uses: ${id}. If an earlier \`pulumi destroy\` kept it, go on with its files: \`pulumi config set --path ${key} ${id}\``,
    );
  }
}
