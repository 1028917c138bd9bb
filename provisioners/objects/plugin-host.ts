import { messageOf, SwarmError } from "../core/errors";
import {
  configurePlugin,
  disablePlugin,
  enablePlugin,
  type InstalledPlugin,
  inspectPlugin,
  type Privilege,
  pluginPrivileges,
  pullPlugin,
  removePlugin,
  upgradePlugin,
} from "../docker/client/plugins";
import type { Host } from "../docker/host";
import type { HandlerContext } from "../provider/handler-context";
import type { PluginInputs } from "./plugin-schema";
import { differences, notGranted } from "./plugin-state";

type Declared = Omit<PluginInputs, "hosts">;

/** Brings the plugin on one host to what is declared; its ID. `previous` are the settings that were ours before. */
export async function ensureOn(
  context: HandlerContext,
  host: Host,
  declared: Declared,
  previous: Record<string, string>,
): Promise<string> {
  const { name } = declared;
  const found = await inspectPlugin(host, name);
  if (!found) await install(context, host, declared);
  else if (differences(found, declared, {}).image) await upgrade(context, host, declared, found);
  const plugin = await inspectPlugin(host, name);
  if (!plugin) throw vanished(host, name);
  const { settings } = differences(plugin, declared, previous);
  let { Enabled } = plugin;
  if (settings) {
    if (Enabled) await disable(host, name);
    Enabled = false;
    const pairs = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    await configurePlugin(host, name, pairs);
  }
  if (declared.enabled && !Enabled) await enable(context, host, name);
  if (!declared.enabled && Enabled) await disable(host, name);
  return plugin.Id;
}

/** Disables and removes the plugin; one that is not there is fine. */
export async function removeFrom(host: Host, name: string): Promise<void> {
  const plugin = await inspectPlugin(host, name);
  if (!plugin) return;
  if (plugin.Enabled) await disable(host, name);
  await inUse(host, name, () => removePlugin(host, name));
}

async function install(context: HandlerContext, host: Host, { name, image, grant }: Declared): Promise<void> {
  const privileges = await checkGrant(host, name, image, grant);
  context.status(`${host.label}: pulling ${image}`);
  const what = `install the plugin ${image}`;
  pulled(host, what, await pullPlugin(host, what, name, image, privileges));
}

async function upgrade(context: HandlerContext, host: Host, { name, image, grant }: Declared, found: InstalledPlugin) {
  const privileges = await checkGrant(host, name, image, grant);
  if (found.Enabled) await disable(host, name);
  context.status(`${host.label}: upgrading ${name} to ${image}`);
  const what = `upgrade the plugin ${name} to ${image}`;
  pulled(host, what, await upgradePlugin(host, what, name, image, privileges));
}

function pulled(host: Host, what: string, error: string | undefined): void {
  if (error === undefined) return;
  throw new SwarmError({
    code: "PLUGIN_NOT_PULLED",
    summary: `Docker failed to ${what}`,
    host: host.label,
    cause: error,
    fix: "Check the image's name and that the host reaches its registry, then run again.",
  });
}

/** What the image asks for, which Docker wants to have confirmed. */
async function checkGrant(host: Host, name: string, image: string, grant: string[]): Promise<Privilege[]> {
  const privileges = await pluginPrivileges(host, name, image, {
    fix: "Check the image's name and that the host reaches its registry, then run again.",
  });
  const missing = notGranted(privileges, grant);
  if (missing.length === 0) return privileges;
  throw new SwarmError({
    code: "PLUGIN_NOT_GRANTED",
    summary: `The plugin ${image} asks for more than it was granted`,
    host: host.label,
    cause: missing.join("\n  "),
    fix: `If it may have that, write it into \`grant\`: ${JSON.stringify(missing)}, or ["*"] for all that it asks for.`,
  });
}

async function enable(context: HandlerContext, host: Host, name: string): Promise<void> {
  context.status(`${host.label}: enabling ${name}`);
  await enablePlugin(host, name, {
    fix: "Look at what the plugin says in `journalctl -u docker` there, correct `settings` or `image`, then run again.",
  });
}

function disable(host: Host, name: string): Promise<void> {
  return inUse(host, name, () => disablePlugin(host, name));
}

async function inUse(host: Host, name: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!/in use/.test(messageOf(error))) throw error;
    throw new SwarmError({
      code: "PLUGIN_IN_USE",
      summary: `The plugin ${name} is in use, and only one that is not can be changed or removed`,
      host: host.label,
      cause: error instanceof SwarmError && error.cause !== undefined ? messageOf(error.cause) : messageOf(error),
      fix: "Scale down or move what uses it there (`docker ps`), remove its volumes there (`docker volume ls`), then run again.",
    });
  }
}

function vanished(host: Host, name: string): SwarmError {
  return new SwarmError({
    code: "PLUGIN_VANISHED",
    summary: `The plugin ${name} was removed by somebody else while it was set up`,
    host: host.label,
    fix: "Run again.",
  });
}
