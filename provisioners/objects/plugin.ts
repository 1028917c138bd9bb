import { SwarmError } from "../core/errors";
import { onEach } from "../core/on-each";
import { inspectPlugin } from "../docker/client/plugins";
import type { Host } from "../docker/host";
import { duplicateProblems } from "../provider/duplicates";
import { dialOrLater, dialOrWarn, type HandlerContext } from "../provider/handler-context";
import { defineResource } from "../provider/resource";
import { ensureOn, removeFrom } from "./plugin-host";
import { type PluginInputs, type PluginOutputs, pluginInputs, pluginOutputs } from "./plugin-schema";
import { differences, differencesText } from "./plugin-state";

const code = "PLUGIN_FAILED";
type Target = PluginInputs["hosts"][number];

/** `Plugin`: a volume, network or log driver that Docker runs itself, on every host that is to have it. */
export const plugin = defineResource({
  name: "Plugin",
  description: "A managed plugin of Docker (a volume or log driver), installed, set up and enabled on hosts.",
  inputs: pluginInputs,
  outputs: pluginOutputs,

  check: ({ hosts }) => duplicateProblems("hosts", hosts, "name"),

  diff: (state, _inputs, usual) => ({ ...usual, changes: usual.changes || Boolean(state.pending?.length) }),

  async create(context, inputs) {
    context.exists(inputs.name, { ids: {} });
    return { id: inputs.name, outputs: await ensure(context, inputs) };
  },

  async read(context, _id, state) {
    const inputs = pluginInputs.parse(state);
    const troubles = await Promise.all(inputs.hosts.map((target) => troubleOn(context, target, inputs)));
    for (const trouble of troubles) if (trouble) context.log(trouble, "warning");
    return { inputs, outputs: pluginOutputs.parse(state), drifted: troubles.some(Boolean) };
  },

  async update(context, _id, state, inputs) {
    const names = new Set(inputs.hosts.map(({ name }) => name));
    const outputs = await ensure(context, inputs, state);
    await Promise.all(
      state.hosts.filter(({ name }) => !names.has(name)).map((target) => leave(context, target, inputs.name)),
    );
    return outputs;
  },

  async delete(context, _id, state) {
    await onEach(state.hosts, { what: `remove the plugin ${state.name}`, code }, async (target) => {
      const host = await dialOrWarn(context, target, "the plugin stays there");
      if (host) await removeFrom(host, state.name);
    });
  },
});

async function ensure(context: HandlerContext, inputs: PluginInputs, before?: PluginInputs & PluginOutputs) {
  const done = await onEach(inputs.hosts, { what: `set up the plugin ${inputs.name}`, code }, async (target) => {
    const { name } = target;
    const host = await dialOrLater(context, target, before?.hosts);
    return { name, id: host && (await ensureOn(context, host, inputs, before?.settings ?? {})) };
  });
  const pending = done.flatMap(({ name, id }) => (id === undefined ? name : []));
  const ids = done.map(({ name, id }) => [name, id ?? before?.ids[name] ?? ""]);
  return { ids: Object.fromEntries(ids) as PluginOutputs["ids"], ...(pending.length > 0 && { pending }) };
}

/** What a refresh finds wrong on one host. */
async function troubleOn(context: HandlerContext, target: Target, inputs: PluginInputs): Promise<string | undefined> {
  const host = await dialOrWarn(context, target, "its plugins are taken as they were", ["SSH_UNREACHABLE"]);
  if (!host) return undefined;
  const found = await inspectPlugin(host, inputs.name);
  if (!found) return `The plugin ${inputs.name} is missing on ${target.name}`;
  const text = differencesText(differences(found, inputs, {}));
  return text && `The plugin ${inputs.name} on ${target.name} is not as declared: ${text}`;
}

/** A host that is no longer on the list, perhaps because it is about to go: what is in use there does not hold it up. */
async function leave(context: HandlerContext, target: Target, name: string): Promise<void> {
  const host: Host | undefined = await dialOrWarn(context, target, "the plugin stays there");
  if (!host) return;
  try {
    await removeFrom(host, name);
  } catch (error) {
    if (!(error instanceof SwarmError) || error.code !== "PLUGIN_IN_USE") throw error;
    context.log(`The plugin ${name} stays on ${target.name}: it is in use`, "warning");
  }
}
