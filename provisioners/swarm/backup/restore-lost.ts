import type { Problem } from "../../provider/resource";
import { isAt } from "../access/address";
import { ask } from "../access/ask";
import { type ManagerView, viewsOf } from "../access/manager-view";
import type { SwarmAccess } from "../access/swarm-access";
import type { ArchiveFile } from "./archive-file";
import { restore } from "./restore";

/** What is wrong with how a backup is to be opened. */
export function restoreProblems({ identity, passphrase }: ArchiveFile): Problem[] {
  if ((identity === undefined) !== (passphrase === undefined)) return [];
  return [{ property: "restore", reason: "needs either `identity` or `passphrase`, whichever opens the backup" }];
}

/**
 * Restores a swarm that is in the state and that no machine is in any more, or goes on where a killed run has begun to.
 * A swarm that lives is left as it is.
 */
export async function restoreLost(
  access: SwarmAccess,
  file: ArchiveFile,
  { isNew, unfinished }: { isNew: boolean; unfinished: boolean },
): Promise<void> {
  const { context, managers, swarmId } = access;
  context.status("asking every manager for the swarm");
  const answers = await Promise.all(managers.map((manager) => ask(access, manager)));
  const isLost = answers.every((answer) => "refusal" in answer && answer.refusal === "no-swarm");
  if (isLost) {
    await restore(context, managers, file, { expected: swarmId });
    return;
  }
  const views = viewsOf(answers);
  if (views.length > 0 && (unfinished || views.some(isHalfRestored))) {
    await restore(context, managers, file, { existing: swarmId });
  } else if (isNew) {
    context.log("The swarm is there: nothing is restored. Take `restore` out of the settings", "warning");
  }
}

/** As a killed run leaves it: a manager under another address than its own, or records of managers of the old raft. */
function isHalfRestored({ manager, info, nodes }: ManagerView): boolean {
  const own = nodes.find(({ ID }) => ID === info.Swarm?.NodeID);
  const isElsewhere = own?.ManagerStatus !== undefined && !isAt(own, manager);
  return isElsewhere || nodes.some(({ Spec, ManagerStatus }) => Spec.Role === "manager" && !ManagerStatus);
}
