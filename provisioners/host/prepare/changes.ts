import type { SwarmError } from "../../core/errors";
import type { Host } from "../../docker/host";
import type { HandlerContext } from "../../provider/handler-context";
import type { Command } from "../../ssh/types";

/** One thing on a host that is not as it should be. */
export interface Change {
  /** What is done about it, in a few words: "ufw opens tcp 2377 to 10.77.0.12". */
  what: string;
  commands: readonly Command[];
  /** Nothing can be done about it. */
  refusal?: SwarmError;
}

/** Makes the changes in their order, in one round trip, and reports each. */
export async function makeChanges(
  context: HandlerContext,
  host: Host,
  name: string,
  changes: readonly Change[],
): Promise<void> {
  const refused = changes.findIndex(({ refusal }) => refusal);
  const due = refused < 0 ? changes : changes.slice(0, refused);
  /** Of each command, the change that it is part of. */
  const owners = due.flatMap((change) => change.commands.map(() => change));
  const begun: Change[] = [];
  const report = (change: Change) => context.log(`${name}: ${change.what}`);
  const onBegin = (index: number) => {
    const change = owners[index] as Change;
    const last = begun.at(-1);
    if (change === last) return;
    if (last) report(last);
    begun.push(change);
    context.status(change.what);
  };
  await host.runAll(
    due.flatMap(({ commands }) => commands),
    { onBegin },
  );
  const last = begun.at(-1);
  if (last) report(last);
  if (refused >= 0) throw changes[refused]?.refusal;
}
