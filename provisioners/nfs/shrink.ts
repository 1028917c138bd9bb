import type { Problem } from "../provider/resource";
import { isObject, type Properties } from "../provider/wire";
import type { NfsDisk } from "./schema";

/** A disk grows in place and never shrinks; another one may be smaller. */
export function shrinkProblems(state: { disk?: NfsDisk }, { disk }: Properties): Problem[] {
  const [before, wanted] = [state.disk, isObject(disk) ? disk : {}];
  if (before?.size === undefined || typeof wanted.size !== "number" || wanted.size >= before.size) return [];
  if (wanted.device !== before.device) return [];
  const reason = `is ${before.size} GiB and cannot become ${wanted.size}: a volume never shrinks. Set \`volume\` back to ${before.size}, or copy the files to another cluster's`;
  return [{ property: "disk.size", reason }];
}
