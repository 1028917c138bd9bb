import { messageOf, SwarmError } from "../../core/errors";
import { majority } from "../../docker/quorum";
import type { Answer, Refusal } from "./manager-view";

/** The error for managers of which none is usable: one line each, and the worst of their reasons as the code. */
export function noManager(answers: Answer[], swarmId?: string): SwarmError {
  const refused = answers.filter((answer) => "refusal" in answer);
  const is = (refusal: Refusal) => refused.filter((answer) => answer.refusal === refusal);
  const cause = refused
    .map(
      ({ manager, refusal, reason }) =>
        `${manager.name} ${refusal === "unreachable" ? "cannot be reached: " : ""}${reason}`,
    )
    .join("\n  ");
  const total = refused.length;
  const locked = is("locked").length;
  // Where unlocking gives the swarm its majority back, its quorum is not lost.
  const unlocks = locked > 0 && locked + is("no-quorum").length >= majority(total);
  if (is("no-quorum").length > 0 && !unlocks)
    return quorumLost(total, total - is("unreachable").length, cause, swarmId);
  if (is("no-swarm").length === total) {
    return new SwarmError({
      code: "SWARM_NONE",
      summary: "None of the managers is in a swarm",
      cause,
      fix: "If the swarm was ended by hand, run `pulumi refresh`, then `pulumi up`, which makes it anew.",
    });
  }
  if (locked > 0) {
    return new SwarmError({
      code: "SWARM_LOCKED",
      summary: `No manager can be used: the swarm is locked (${locked} of ${total} managers)`,
      cause,
      fix: "Run `pulumi up --refresh`, which unlocks them where the key is in the state; else run `docker swarm unlock` on each of them with the swarm's unlock key.",
    });
  }
  return new SwarmError({
    code: "SWARM_UNREACHABLE",
    summary: `None of the ${total} managers can be used`,
    cause,
    fix: "Check that the machines run and that Docker is up on them (`systemctl status docker`), then run again.",
  });
}

function quorumLost(total: number, live: number, cause: string, swarmId: string | undefined): SwarmError {
  const answers = live === 1 ? "1 answers" : `${live} answer`;
  return new SwarmError({
    code: "SWARM_QUORUM_LOST",
    summary: `The swarm has lost its quorum: of ${total} managers ${answers}, ${majority(total)} are needed, none sees a leader`,
    cause,
    fix: [
      "Running tasks and published ports go on, but nothing can be changed or rescheduled, and nothing was changed.",
      "1. Bring enough managers back for a majority, then run again: that is all it takes.",
      "2. Only where they are gone for good, choose a manager above that answers to go on alone with its data:",
      `   pulumi config set --path 'swarm:swarm.recover.swarmId' ${swarmId ?? "<ID of the swarm>"}`,
      "   pulumi config set --path 'swarm:swarm.recover.survivor' <its name>",
      "   pulumi up; then take `recover` out again and run `pulumi up --refresh`, and the others join anew.",
    ].join("\n  "),
  });
}

/** An error's text for a list. */
export function oneLine(error: unknown): string {
  return messageOf(error).replace(/\s*\n\s*/g, "; ");
}
