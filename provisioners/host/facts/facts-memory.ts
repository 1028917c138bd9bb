import type { Session } from "../../core/session";
import type { Clock } from "../../core/until";
import type { Connection } from "../../ssh/schema";
import type { Facts } from "./facts";

/** Somebody else may be at work on the host too. */
const VALID_MS = 300_000;

/** By connection: what this run has read of a host and has changed nothing of since. */
class FactsMemory extends Map<string, { facts: Facts; at: number }> {}

/** The parts of a handler's context that the memory needs. */
interface Caller {
  session: Session;
  clock: Clock;
}

const keyOf = ({ host, port, hostKey }: Connection) => JSON.stringify([host, port, hostKey]);

/** Hands the facts on to the next step on the same host in this run. */
export function rememberFacts({ session, clock }: Caller, connection: Connection, facts: Facts): void {
  session.get(FactsMemory).set(keyOf(connection), { facts, at: clock.now() });
}

/** What an earlier step of this run has read of the host. Whoever changes what is in it takes it out. */
export function recallFacts({ session, clock }: Caller, connection: Connection): Facts | undefined {
  const known = session.get(FactsMemory).get(keyOf(connection));
  // cloud-init installs packages and sets names as long as it runs.
  if (!known || clock.now() - known.at > VALID_MS || known.facts.cloudInit === "running") return undefined;
  return known.facts;
}

/** As `recallFacts`, for a step that is about to change them. */
export function takeFacts(caller: Caller, connection: Connection): Facts | undefined {
  const facts = recallFacts(caller, connection);
  caller.session.get(FactsMemory).delete(keyOf(connection));
  return facts;
}
