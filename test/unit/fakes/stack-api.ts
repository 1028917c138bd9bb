import type { Service } from "../../../provisioners/docker/shapes";
import { reply } from "./reply";
import type { FakeNetwork, FakeSwarm, Machine } from "./shapes";
import type { World } from "./world";

interface Update {
  _query: { version: number };
  _body: Service["Spec"];
}

/** The part of a machine's Docker that is about services, networks and volumes. */
export function stackApi(world: World, machine: Machine, held: () => FakeSwarm) {
  const record = (text: string) => world.calls.push(`${machine.name} ${text}`);
  return {
    listServices: async () => structuredClone(held().services),
    getService: (id: string) => ({
      inspect: async () => {
        const service = held().services.find(({ ID }) => ID === id);
        if (!service) throw reply(404, `service ${id} not found`);
        return structuredClone(service);
      },
      update: async ({ _query, _body }: Update) => {
        const service = held().services.find(({ ID }) => ID === id);
        if (!service) throw reply(404, `service ${id} not found`);
        if (service.Version.Index !== _query.version) throw reply(500, "rpc error: update out of sequence");
        record(`update ${service.Spec.Name}`);
        Object.assign(service, { PreviousSpec: service.Spec, Spec: _body, Version: { Index: _query.version + 1 } });
      },
      remove: async () => {
        const swarm = held();
        record(`remove service ${id}`);
        swarm.services = swarm.services.filter(({ ID }) => ID !== id);
        // Nobody tells the manager of the end of what runs on a node that is down.
        const isDown = (node?: string) => swarm.nodes.some(({ ID, Status }) => ID === node && Status.State === "down");
        swarm.tasks = swarm.tasks.filter(({ ServiceID, NodeID }) => ServiceID !== id || isDown(NodeID));
      },
    }),
    createService: async (spec: Service["Spec"]) => {
      record(`create service ${spec.Name}`);
      held().services.push({ ID: `again-${spec.Name}`, Version: { Index: 1 }, Spec: spec } as Service);
    },
    listNetworks: async () =>
      held().networks.map((network) => ({
        ...{ Driver: "overlay", Attachable: false, Internal: false },
        ...structuredClone(network),
      })),
    createNetwork: async (spec: Omit<FakeNetwork, "Id">) => {
      const { networks } = held();
      const id = `network${networks.length + 1}`;
      record(`create network ${spec.Name}`);
      // Without subnets Docker takes one from its pools, a moment later.
      networks.push({ IPAM: { Config: [{ Subnet: `10.201.${networks.length + 1}.0/24` }] }, ...spec, Id: id });
      return { id };
    },
    getNetwork: (id: string) => ({
      inspect: async () =>
        structuredClone(world.swarmOf(machine)?.networks.find(({ Id }) => Id === id)) ?? {
          Containers: { "ingress-sbox": { IPv4Address: "10.201.0.2/24" } },
          Peers: world.swarmOf(machine)?.nodes.map(({ Status }) => ({ IP: Status.Addr })),
        },
      remove: async () => {
        const swarm = world.swarmOf(machine);
        const network = swarm?.networks.find(({ Id }) => Id === id);
        if (network?.used) throw reply(403, "has active endpoints");
        record(`remove network ${network?.Name ?? id}`);
        if (swarm) swarm.networks = swarm.networks.filter(({ Id }) => Id !== id);
      },
    }),
    listVolumes: async () => ({
      Volumes: (machine.volumes ?? []).map((volume) => ({
        Driver: "local",
        Options: null,
        ...structuredClone(volume),
      })),
    }),
    listContainers: async ({ filters }: { filters: string }) => {
      const { volume } = JSON.parse(filters) as { volume: string[] };
      const found = machine.volumes?.filter(({ Name }) => volume.includes(Name)) ?? [];
      return found.flatMap(({ containers = [] }) => containers.map((Id) => ({ Id })));
    },
    getContainer: (id: string) => ({
      remove: async () => {
        for (const volume of machine.volumes ?? []) {
          volume.containers = volume.containers?.filter((one) => one !== id);
        }
      },
    }),
    getVolume: (name: string) => ({
      remove: async () => {
        const volume = machine.volumes?.find(({ Name }) => Name === name);
        if (volume?.containers?.length) throw reply(409, "volume is in use");
        record(`remove volume ${name}`);
        machine.volumes = machine.volumes?.filter(({ Name }) => Name !== name);
      },
    }),
  };
}
