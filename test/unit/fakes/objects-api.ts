import { reply } from "./reply";
import type { FakeObject, FakeSwarm, Machine } from "./shapes";
import type { World } from "./world";

type Kind = FakeObject["kind"];
type Spec = FakeObject["Spec"];

/** The part of a machine's Docker that is about secrets and configs. */
export function objectsApi(world: World, machine: Machine, held: () => FakeSwarm) {
  const record = (text: string) => world.calls.push(`${machine.name} ${text}`);

  const list = async (kind: Kind, options?: { filters: string }) => {
    const { label } = JSON.parse(options?.filters ?? '{ "label": [] }') as { label: string[] };
    const own = held().objects.filter((object) => object.kind === kind);
    return own.filter(({ Spec }) => label.every((wanted) => has(Spec, wanted)));
  };

  const create = async (kind: Kind, Spec: Spec) => {
    const { objects } = held();
    if (objects.some((one) => one.kind === kind && one.Spec.Name === Spec.Name)) throw reply(409, "already exists");
    record(`create ${kind} ${Spec.Name}`);
    objects.push({ kind, ID: world.newId("object"), Spec });
  };

  const get = (id: string) => {
    const find = () => {
      const swarm = held();
      const object = swarm.objects.find(({ ID, Spec }) => ID === id || Spec.Name === id);
      if (!object) throw reply(404, "not found");
      return { swarm, object };
    };
    return {
      inspect: async () => structuredClone(find().object),
      remove: async () => {
        const { swarm, object } = find();
        if (object.used) throw reply(400, "is in use by the following service");
        record(`remove ${object.kind} ${object.Spec.Name}`);
        swarm.objects = swarm.objects.filter((one) => one !== object);
      },
    };
  };

  return {
    listSecrets: (options?: { filters: string }) => list("secret", options),
    listConfigs: (options?: { filters: string }) => list("config", options),
    createSecret: (spec: Spec) => create("secret", spec),
    createConfig: (spec: Spec) => create("config", spec),
    getSecret: get,
    getConfig: get,
  };
}

/** Whether a label is there, or has this value: `key` or `key=value`. */
function has({ Labels }: Spec, wanted: string): boolean {
  const [key = "", value] = wanted.split("=");
  return key in Labels && (value === undefined || Labels[key] === value);
}
