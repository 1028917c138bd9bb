import type { Host } from "../host";
import { nodeName } from "../quorum";
import type { NodeSpec, SwarmNode } from "../shapes";
import { type CallOptions, call } from "./call";

/** A swarm's nodes, as a manager lists them. */
export const listNodes = (host: Host, options?: CallOptions) =>
  call<SwarmNode[]>(host, "list the nodes", (docker) => docker.listNodes(), options);

export const inspectNode = (host: Host, id: string) =>
  call<SwarmNode>(host, "inspect the node", (docker) => docker.getNode(id).inspect());

/** Replaces the specification of a node that was read before. */
export const updateNode = (host: Host, { ID, Version }: SwarmNode, spec: NodeSpec) =>
  call<void>(host, "update the node", (docker) =>
    docker.getNode(ID).update({ _query: { version: Version.Index }, _body: spec }),
  );

/** Removes a node's record from its swarm. */
export const removeNodeRecord = (host: Host, node: SwarmNode, options: { force: boolean }) =>
  call<void>(host, `remove the node ${nodeName(node)}`, (docker) => docker.getNode(node.ID).remove(options));
