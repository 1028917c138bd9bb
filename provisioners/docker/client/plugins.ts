import type Docker from "dockerode";
import type { Host } from "../host";
import { type CallOptions, call, unlessMissing } from "./call";
import { streamedError } from "./streamed";

const PULL_MS = 600_000;
/** Seconds that Docker gives a plugin to answer. */
const ENABLE_S = 60;

/** A plugin as Docker shows it. */
export interface InstalledPlugin {
  Id: string;
  Enabled: boolean;
  /** Image that it was installed from, in full: `docker.io/vieux/sshfs:latest`. */
  PluginReference?: string;
  Settings: {
    Env?: string[] | null;
    Args?: string[] | null;
    Mounts?: { Name: string; Source?: string | null }[] | null;
    Devices?: { Name: string; Path?: string | null }[] | null;
  };
  Config: { Env?: { Name: string; Value?: string | null }[] | null; Args?: { Name?: string; Value?: string[] | null } };
}

/** What a plugin wants to be allowed. */
export interface Privilege {
  Name: string;
  Description?: string;
  Value?: string[] | null;
}

/** dockerode's types ask for the image in every call. */
const pluginOf = (docker: Docker, name: string, image = name) => docker.getPlugin(name, image);

/** The plugin on one host; `undefined` where it is not installed. */
export const inspectPlugin = (host: Host, name: string) =>
  unlessMissing(
    call<InstalledPlugin>(host, `inspect the plugin ${name}`, (docker) => pluginOf(docker, name).inspect()),
  );

/** What the image asks for, which Docker wants to have confirmed. */
export const pluginPrivileges = (host: Host, name: string, image: string, { fix }: Pick<CallOptions, "fix">) =>
  call<Privilege[]>(
    host,
    `read what the plugin ${image} asks for`,
    (docker) => pluginOf(docker, name, image).privileges(),
    { deadlineMs: PULL_MS, fix },
  );

/** Installs a plugin; what Docker says against it, if anything. */
export const pullPlugin = (host: Host, what: string, name: string, image: string, privileges: Privilege[]) =>
  call<string | undefined>(
    host,
    what,
    async (docker) =>
      streamedError(await pluginOf(docker, name, image).pull({ _query: { name, remote: image }, _body: privileges })),
    { deadlineMs: PULL_MS },
  );

/** Puts another image in a plugin's place; what Docker says against it, if anything. */
export const upgradePlugin = (host: Host, what: string, name: string, image: string, privileges: Privilege[]) =>
  call<string | undefined>(
    host,
    what,
    async (docker) =>
      streamedError(await pluginOf(docker, name).upgrade(undefined, { _query: { remote: image }, _body: privileges })),
    { deadlineMs: PULL_MS },
  );

/** @param settings `NAME=value` */
export const configurePlugin = (host: Host, name: string, settings: string[]) =>
  call<void>(host, `set up the plugin ${name}`, (docker) =>
    pluginOf(docker, name).configure({ _body: settings } as object),
  );

export const enablePlugin = (host: Host, name: string, { fix }: Pick<CallOptions, "fix">) =>
  call<void>(
    host,
    `enable the plugin ${name}`,
    (docker) => pluginOf(docker, name).enable({ _query: { timeout: ENABLE_S } } as object),
    { deadlineMs: (ENABLE_S + 20) * 1_000, fix },
  );

export const disablePlugin = (host: Host, name: string) =>
  call<void>(host, `disable the plugin ${name}`, (docker) => pluginOf(docker, name).disable(), { deadlineMs: 60_000 });

export const removePlugin = (host: Host, name: string) =>
  call<void>(host, `remove the plugin ${name}`, (docker) => pluginOf(docker, name).remove());
