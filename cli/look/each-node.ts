import { messageOf, SwarmError } from "../../provisioners/core/errors";
import type { Host } from "../../provisioners/docker/host";
import { dial, type HandlerContext } from "../../provisioners/provider/handler-context";
import { exitCodes } from "../exit-codes";
import type { DeclaredNode } from "../stack/declared-swarm";

/** A dead machine must not hold up the others for long. */
export const DIAL_MS = 15_000;

/** What one node answers, or why it does not. */
export type NodeAnswer<T> = { node: string; value: T } | { node: string; unreachable: string };

export const dialNode = (context: HandlerContext, { name, connection }: Pick<DeclaredNode, "name" | "connection">) =>
  dial(context, name, connection, DIAL_MS);

/** Asks every node at once. None of them needs the swarm: it works without a quorum. */
export function askNodes<T>(
  context: HandlerContext,
  nodes: readonly DeclaredNode[],
  ask: (host: Host, node: DeclaredNode) => Promise<T>,
): Promise<NodeAnswer<T>[]> {
  return Promise.all(
    nodes.map(async (node): Promise<NodeAnswer<T>> => {
      try {
        return { node: node.name, value: await ask(await dialNode(context, node), node) };
      } catch (error) {
        context.signal.throwIfAborted();
        return { node: node.name, unreachable: reasonOf(error) };
      }
    }),
  );
}

/** Why, in one line; what to do is told elsewhere. */
export function reasonOf(error: unknown): string {
  const reason = error instanceof SwarmError && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
  return reason.split("\n", 1)[0] ?? "";
}

/**
 * What the nodes answered that did; the others are told.
 *
 * @throws SwarmError `NO_NODE_ANSWERS` where none did
 */
export function answersOf<T>(
  context: Pick<HandlerContext, "log">,
  answers: readonly NodeAnswer<T>[],
): { node: string; value: T }[] {
  const lines = answers.flatMap((each) => ("unreachable" in each ? [`${each.node}: ${each.unreachable}`] : []));
  const found = answers.flatMap((each) => ("value" in each ? [each] : []));
  if (found.length === 0) {
    throw new SwarmError({
      code: "NO_NODE_ANSWERS",
      summary: "None of the nodes answers",
      cause: lines.join("\n  "),
      fix: "Check that the machines run, and that this computer reaches them over SSH",
    });
  }
  for (const line of lines) context.log(line);
  return found;
}

/** The exit code of a command that shows what the nodes answered. */
export const codeOf = (answers: readonly NodeAnswer<unknown>[]) =>
  answers.some((each) => "unreachable" in each) ? exitCodes.attention : exitCodes.fine;
