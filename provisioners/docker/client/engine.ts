import type { Readable } from "node:stream";
import type { Host } from "../host";
import type { EngineInfo } from "../shapes";
import { type CallOptions, call, type Filters, filtered } from "./call";

/**
 * What a host's Docker says of itself. By default it has a minute: a manager without a leader takes 20 s to answer, and a
 * host that installs packages is slow.
 */
export const engineInfo = (host: Host, options: CallOptions = { deadlineMs: 60_000 }) =>
  call<EngineInfo>(host, "show its state", (docker) => docker.info(), options);

/** Times in seconds since the epoch, by the host's clock. */
export interface EventTimes {
  since?: number;
  /** The answer ends there. */
  until?: number;
}

/** What happens from now on or from `since` on, as a line of JSON each; it has to be destroyed. */
export const engineEvents = (host: Host, filters: Filters, times: EventTimes = {}) =>
  call<Readable>(host, "report events", (docker) => docker.getEvents({ ...times, ...filtered(filters) }));

export interface Login {
  username: string;
  password: string;
  serveraddress: string;
}

/** Has Docker log in to a registry. */
export const logIn = (host: Host, server: string, login: Login, options?: CallOptions) =>
  call<object>(host, `log in to ${server}`, (docker) => docker.checkAuth(login), options);
