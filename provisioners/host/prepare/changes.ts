import type { HandlerContext } from "../../provider/handler-context";

/** One thing on a host that is not as it should be. */
export interface Change {
  /** What is done about it, in a few words: "ufw opens tcp 2377 to 10.77.0.12". */
  what: string;
  make(): Promise<unknown>;
}

/** Makes the changes in their order, and reports each. */
export async function makeChanges(context: HandlerContext, name: string, changes: readonly Change[]): Promise<void> {
  for (const { what, make } of changes) {
    context.status(what);
    await make();
    context.log(`${name}: ${what}`);
  }
}
