import type { NodeSpec } from "../../../provisioners/docker/shapes";
import { reply } from "./reply";
import type { FakeSwarm, Machine } from "./shapes";
import type { World } from "./world";

interface Update {
  _query: { version: number };
  _body: NodeSpec;
}

/** The part of a machine's Docker that is about nodes and their tasks. */
export function nodesApi(world: World, machine: Machine, held: () => FakeSwarm) {
  const record = (text: string) => world.calls.push(`${machine.name} ${text}`);
  return {
    listNodes: async () => structuredClone(held().nodes),
    /** Docker leaves containers beside services out unless it is asked for them. */
    listTasks: async ({ filters = "{}" }: { filters?: string } = {}) => {
      const { runtime } = JSON.parse(filters) as { runtime?: string[] };
      const isAttachment = runtime?.includes("attachment") ?? false;
      return structuredClone(held().tasks.filter(({ ServiceID }) => !ServiceID === isAttachment));
    },
    getNode: (id: string) => {
      const find = () => {
        const swarm = held();
        const node = swarm.nodes.find(({ ID }) => ID === id);
        if (!node) throw reply(404, `node ${id} not found`);
        return { swarm, node };
      };
      return {
        inspect: async () => {
          const { node } = find();
          const seen = structuredClone(node);
          world.onInspect?.(node);
          return seen;
        },
        update: async ({ _query, _body }: Update) => {
          const { swarm, node } = find();
          if (_query.version !== node.Version.Index) throw reply(500, "rpc error: update out of sequence");
          const isStranded = node.Spec.Role === "manager" && !node.ManagerStatus;
          if (isStranded && _body.Role === "worker") throw reply(404, "can't find manager in raft memberlist");
          record(`update ${id} ${_body.Role} ${_body.Availability}`);
          node.Version.Index++;
          node.Spec = structuredClone(_body);
          world.setRole(swarm, node, _body.Role);
        },
        remove: async () => {
          const { swarm, node } = find();
          record(`remove ${id}`);
          if (node.ManagerStatus) throw reply(400, "node is a cluster manager and is a member of the raft cluster");
          swarm.nodes = swarm.nodes.filter(({ ID }) => ID !== id);
        },
      };
    },
  };
}
