import type { InstalledPlugin, Privilege } from "../docker/client/plugins";
import { fullReference } from "../docker/image";
import type { PluginInputs } from "./plugin-schema";

/** How far a plugin on one host is from what is declared. Nothing in it: all is as it should be. */
export interface Differences {
  image?: string;
  /** Settings to set, with the image's own values for those that were ours and are no longer. */
  settings?: Record<string, string>;
  enabled?: boolean;
}

type Declared = Pick<PluginInputs, "image" | "settings" | "enabled">;

/** Pure: what is to be changed. `previous` are the settings that were ours before. */
export function differences(
  plugin: InstalledPlugin,
  declared: Declared,
  previous: Record<string, string>,
): Differences {
  const defaults = defaultsOf(plugin);
  const dropped = Object.keys(previous).filter((key) => !(key in declared.settings) && key in defaults);
  const wanted = { ...Object.fromEntries(dropped.map((key) => [key, defaults[key] ?? ""])), ...declared.settings };
  const actual = settingsOf(plugin);
  const settings = Object.fromEntries(Object.entries(wanted).filter(([key, value]) => actual[key] !== value));
  return {
    ...(plugin.PluginReference !== fullReference(declared.image) && {
      image: plugin.PluginReference ?? "another image",
    }),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(plugin.Enabled !== declared.enabled && { enabled: plugin.Enabled }),
  };
}

/** In words, for a person; values of settings may be secrets. */
export function differencesText({ image, settings, enabled }: Differences): string {
  return [
    image && `it is ${image}`,
    settings && `other settings: ${Object.keys(settings).join(", ")}`,
    enabled !== undefined && (enabled ? "it is enabled" : "it is disabled"),
  ]
    .filter(Boolean)
    .join("; ");
}

/** What a plugin asks for and was not granted, in the words in which it is granted. */
export function notGranted(privileges: readonly Privilege[], grant: readonly string[]): string[] {
  if (grant.includes("*")) return [];
  return privileges
    .flatMap(({ Name, Value }) => (Value ?? []).map((value) => `${Name}: ${value}`))
    .filter((privilege) => !grant.includes(privilege));
}

/** Settings by the names under which they are set. */
function settingsOf({ Settings, Config }: InstalledPlugin): Record<string, string> {
  const env = (Settings.Env ?? []).map((pair) => [pair.split("=", 1)[0] ?? "", pair.slice(pair.indexOf("=") + 1)]);
  const mounts = (Settings.Mounts ?? []).map(({ Name, Source }) => [`${Name}.source`, Source ?? ""]);
  const devices = (Settings.Devices ?? []).map(({ Name, Path }) => [`${Name}.path`, Path ?? ""]);
  const args = Config.Args?.Name ? [[Config.Args.Name, (Settings.Args ?? []).join(" ")]] : [];
  return Object.fromEntries([...env, ...mounts, ...devices, ...args]);
}

/** What the image says where nothing is set. */
function defaultsOf({ Config }: InstalledPlugin): Record<string, string> {
  const env = (Config.Env ?? []).map(({ Name, Value }) => [Name, Value ?? ""]);
  const args = Config.Args?.Name ? [[Config.Args.Name, (Config.Args.Value ?? []).join(" ")]] : [];
  return Object.fromEntries([...env, ...args]);
}
