import { SwarmError } from "../../core/errors";
import type { HandlerContext } from "../../provider/handler-context";
import { ask } from "../access/ask";
import { noManager } from "../access/errors";
import type { Answer } from "../access/manager-view";
import type { Manager } from "../access/schema";
import { settled } from "../node/membership";

/**
 * The swarm that the listed machines are in already, if any. Every one must answer: a swarm on a machine that is out
 * of reach at the moment would become a second one.
 */
export async function findSwarm(context: HandlerContext, managers: Manager[]): Promise<string | undefined> {
  context.status("asking every manager for a swarm");
  const answers = await Promise.all(managers.map((manager) => askSettled(context, manager)));
  const views = answers.flatMap((answer) => ("view" in answer ? [answer.view] : []));
  const refused = answers.filter((answer) => "refusal" in answer);
  const ids = [...new Set(views.map((view) => view.swarmId))];
  if (ids.length > 1) {
    throw new SwarmError({
      code: "SWARM_TWO",
      summary: "The managers are in different swarms",
      cause: views.map((view) => `${view.manager.name} is in ${view.swarmId}`).join("\n  "),
      fix: "Run `docker swarm leave --force` on the machines of the swarm that is not wanted, then run again.",
    });
  }
  const unreachable = refused.filter(({ refusal }) => refusal === "unreachable");
  if (unreachable.length > 0) {
    throw new SwarmError({
      code: "SWARM_MANAGERS_UNREACHABLE",
      summary: "Not every manager answers, so it is not known whether there is a swarm already",
      cause: unreachable.map(({ manager, reason }) => `${manager.name}: ${reason}`).join("\n  "),
      fix: "Bring these machines up, or take them off the list of managers, then run again.",
    });
  }
  const inAnother = refused.filter(({ refusal }) => refusal !== "no-swarm");
  const [view] = views;
  if (view) {
    // A listed worker of this very swarm is promoted later; anything else that is not free is in the way.
    const strangers = inAnother.filter(({ info }) => !view.nodes.some(({ ID }) => ID === info?.Swarm?.NodeID));
    const foreign = strangers.filter(({ refusal }) => refusal === "worker");
    if (foreign.length === 0) return view.swarmId;
    throw notFree(foreign, `not of the swarm ${view.swarmId}`);
  }
  if (inAnother.some(({ refusal }) => refusal === "no-quorum" || refusal === "locked")) throw noManager(answers);
  if (inAnother.length > 0) throw notFree(inAnother, "and none of the others is a manager of that swarm");
  return undefined;
}

/** An init or join that is under way gets the time to end. */
async function askSettled(context: HandlerContext, manager: Manager): Promise<Answer> {
  const answer = await ask({ context, managers: [manager] }, manager);
  if (!("refusal" in answer) || answer.info?.Swarm?.LocalNodeState !== "pending" || !answer.host) return answer;
  await settled(context, answer.host);
  return ask({ context, managers: [manager] }, manager);
}

function notFree(answers: Extract<Answer, { refusal: unknown }>[], suffix: string): SwarmError {
  return new SwarmError({
    code: "SWARM_HOST_IN_ANOTHER",
    summary: `Machines of the manager list are in another swarm, ${suffix}`,
    cause: answers.map(({ manager, reason }) => `${manager.name} ${reason}`).join("\n  "),
    fix: "If that swarm is not needed there, run `docker swarm leave --force` on these machines, then run again.",
  });
}
