import { SwarmError } from "../../core/errors";
import { onEach } from "../../core/on-each";
import type { Host } from "../../docker/host";
import type { SwarmNode } from "../../docker/shapes";
import { dialOrLater, dialOrWarn, type HandlerContext } from "../../provider/handler-context";
import type { NamedHost } from "../../ssh/schema";
import { localSwarm } from "../../swarm/access/local-swarm";
import type { Seen } from "../convergence/watch";
import type { Copy } from "../file/copies";
import { type Need, neededOn, needsOf } from "./nodes";
import { keepOnly, lostOn, writeCopy } from "./on-node";

/** A stack with copies, and the nodes that may get them. */
export interface Stack {
  name: string;
  nodes: readonly NamedHost[];
}

/** A copy that was not on a node, and is now. */
export interface Placed {
  hash: string;
  /** ID of the node. */
  node: string;
}

/**
 * Puts the copies on every node that may get tasks which mount them; what is there already stays.
 * @param before The nodes of the last run: one of them that is out of reach does not hold up the rest
 * @throws SwarmError `STACK_FILES_FAILED`
 */
export async function placeCopies(
  context: HandlerContext,
  { name, nodes }: Stack,
  copies: readonly Copy[],
  swarm: readonly SwarmNode[],
  before?: readonly NamedHost[],
): Promise<{ placed: Placed[]; pending?: string[] }> {
  if (copies.length === 0) return { placed: [] };
  if (nodes.length === 0) throw withoutNodes(name);
  context.status("copying files to the nodes");
  const done = await onEach(nodes, { what: "copy files", code: "STACK_FILES_FAILED" }, async (target) => {
    const host = await dialOrLater(context, target, before);
    if (!host) return { pending: target.name, placed: [] };
    const { id, needed } = await needOf(host, copies, swarm);
    const lost = await lostOn(host, name, needed);
    for (const { hash } of lost) {
      const copy = copies.find((one) => one.hash === hash);
      if (!copy) continue;
      context.status(`copying ${copy.path} to ${target.name}`);
      await writeCopy(host, name, copy);
    }
    return { placed: lost.map(({ hash }) => ({ hash, node: id })) };
  });
  const pending = done.flatMap(({ pending }) => pending ?? []);
  return { placed: done.flatMap(({ placed }) => placed), ...(pending.length > 0 && { pending }) };
}

async function needOf(host: Host, needs: readonly Need[], swarm: readonly SwarmNode[]) {
  const id = (await localSwarm(host)).NodeID;
  const node = swarm.find(({ ID }) => ID === id);
  return { id, needed: neededOn(node, needs) };
}

/** What a refresh finds wrong with the copies that the stack's services mount, one text for each. */
export async function lostCopies(
  context: HandlerContext,
  { copied = {}, ...stack }: Stack & { copied?: Record<string, string> },
  { services, nodes }: Pick<Seen, "services" | "nodes">,
): Promise<string[]> {
  const needs = needsOf(
    stack.name,
    services.map(({ Spec }) => Spec),
  );
  if (needs.length === 0) return [];
  const paths = new Map(Object.entries(copied).map(([path, hash]) => [hash, path]));
  const found = await Promise.all(
    stack.nodes.map(async (target) => {
      const host = await dialOrWarn(context, target, "its files are taken as they were", ["SSH_UNREACHABLE"]);
      if (!host) return [];
      const { needed } = await needOf(host, needs, nodes);
      const lost = await lostOn(host, stack.name, needed);
      return lost.map(({ hash, how }) => {
        const what = how === "missing" ? "is missing" : "was changed by hand";
        return `the copy of ${paths.get(hash) ?? hash} on ${target.name} ${what}`;
      });
    }),
  );
  return found.flat();
}

/** Whether copies of the stack may be on nodes. `copied` are those of its last run. */
export function mayHaveCopies({ files, copied = {} }: { files?: string; copied?: Record<string, string> }): boolean {
  return files === "copy" || Object.keys(copied).length > 0;
}

/** Removes the stack's copies on all nodes but for these. */
export async function keepCopies(context: HandlerContext, { name, nodes }: Stack, hashes: readonly string[]) {
  await Promise.all(
    nodes.map(async (target) => {
      const host = await dialOrWarn(context, target, "old files of the stack stay there");
      if (host) await keepOnly(host, name, hashes);
    }),
  );
}

function withoutNodes(name: string): SwarmError {
  return new SwarmError({
    code: "STACK_FILES_FAILED",
    summary: `The files of the stack ${name} have no node to be copied to`,
    cause: "`files: copy` is set, and the input `nodes` is empty",
    fix: "Give all nodes with their connections in `nodes` (`cluster.hosts`), then run again.",
  });
}
