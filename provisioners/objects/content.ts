import { createObject, hasObject, removeObject } from "../docker/client/objects";
import { type ObjectKind, objectsIn, type SwarmObject, uniqueName } from "../docker/contents";
import type { Host } from "../docker/host";
import type { TaskSpec } from "../docker/shapes";
import { defineResource, type Problem } from "../provider/resource";
import { withManager } from "../swarm/access/managers";
import { readOrLocked } from "../swarm/access/refresh";
import { accessTo, type SwarmAccess } from "../swarm/access/swarm-access";
import { removeObject as removeFromSwarm } from "../swarm/removal/in-use";
import { ignoreMissingSwarm, removeOrWarn } from "../swarm/removal/tolerant-removal";
import { writeAccess } from "../swarm/unlock/unlock-managers";
import { bytesOf, contentProblems } from "./content-problems";
import { type ContentInputs, configInputs, contentOutputs, secretInputs } from "./content-schema";

/** `Secret`: one that several stacks use. Another content is another secret; the old one goes when nothing uses it. */
export const secret = defineResource({
  name: "Secret",
  description: "A secret of a swarm, for several stacks; named by its content.",
  inputs: secretInputs,
  outputs: contentOutputs,
  ...handlers("secret"),
});

/** `Config`: the same for what is no secret. */
export const config = defineResource({
  name: "Config",
  description: "A config of a swarm, for several stacks; named by its content.",
  inputs: configInputs,
  outputs: contentOutputs,
  ...handlers("config"),
});

interface State extends ContentInputs {
  uniqueName: string;
}

function handlers(kind: ObjectKind) {
  const reads: ("content" | "encoding")[] = ["content", "encoding"];
  const isUsedBy = (name: string) => (task: TaskSpec) =>
    objectsIn(task).some((used) => used.kind === kind && used.name === name);
  return {
    reads,
    check: (inputs: ContentInputs): Problem[] => contentProblems(kind, inputs),
    createFirst: () => true,

    preview: async (_context: unknown, inputs: ContentInputs) => ({ uniqueName: objectOf(kind, inputs).name }),

    async create(context: SwarmAccess["context"], inputs: ContentInputs) {
      const object = objectOf(kind, inputs);
      const access = await writeAccess(context, inputs);
      await withManager(access, `the ${kind} ${object.name} to be made`, ({ host }) => createObject(host, object));
      return { id: object.name, outputs: { uniqueName: object.name } };
    },

    async read<S extends State>(context: SwarmAccess["context"], _id: string, state: S) {
      const { uniqueName } = state;
      const seen = withManager(accessTo(context, state), `the ${kind}'s state`, ({ host }) =>
        hasObject(host, kind, uniqueName),
      );
      // `LOCKED` stands for what is there as well: its state stays.
      const there = await readOrLocked(context, `The ${kind} ${uniqueName}`, seen);
      return there ? { inputs: state, outputs: { uniqueName } } : undefined;
    },

    async update(_context: unknown, _id: string, { uniqueName }: State) {
      return { uniqueName };
    },

    async delete(context: SwarmAccess["context"], _id: string, state: State) {
      const { uniqueName: name } = state;
      const remove = (host: Host) => removeObject(host, kind, name);
      await removeOrWarn(context, { what: `The ${kind} ${name}`, later: `docker ${kind} rm ${name}` }, async () => {
        await ignoreMissingSwarm(
          removeFromSwarm(await writeAccess(context, state), `${kind} ${name}`, { remove, isUsedBy: isUsedBy(name) }),
        );
      });
    },
  };
}

function objectOf(kind: ObjectKind, inputs: ContentInputs): SwarmObject {
  const { swarmId, name, labels, templateDriver } = inputs;
  const content = bytesOf(inputs);
  return {
    kind,
    name: uniqueName(name, [swarmId, kind, labels, templateDriver], content),
    content,
    labels,
    templateDriver,
  };
}
