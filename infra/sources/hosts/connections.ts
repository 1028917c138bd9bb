import { messageOf } from "../../../provisioners/core/errors";
import type { Connection } from "../../../provisioners/ssh/schema";
import type { Surroundings } from "../../config/environment";
import { type Mistake, refuseTwins } from "../../config/problems/problems";
import type { HostSettings } from "../../config/schema/schema";
import type { Availability, Role } from "../../topology";
import { hostKeyProblem, privateKeyProblem } from "./keys";

/** A machine that exists, with its keys read. */
export interface HostConfig {
  name: string;
  role: Role;
  /** IPv4 address on the network the machines share. */
  address: string;
  listenAddress?: string;
  dataPathAddress?: string;
  labels: Record<string, string>;
  availability: Availability;
  connection: Connection;
}

/** Reads the hosts' keys and checks them, names and addresses. */
export function loadHosts(settings: readonly HostSettings[], near: Surroundings, mistakes: Mistake[]): HostConfig[] {
  for (const key of ["name", "address"] as const) refuseTwins("hosts", settings, key, mistakes);
  return settings.flatMap((host, index) => {
    const path = `hosts[${index}]`;
    const connection = loadConnection(host, path, near, mistakes);
    if (!connection) return [];
    const { name, role, address, listenAddress, dataPathAddress, labels, availability } = host;
    return [{ name, role, address, listenAddress, dataPathAddress, labels, availability, connection }];
  });
}

/** How to reach a host, with its keys read; `undefined` after a mistake. */
export function loadConnection(
  settings: EndpointSettings & { jump?: EndpointSettings },
  path: string,
  near: Surroundings,
  mistakes: Mistake[],
): Connection | undefined {
  const end = loadEndpoint(settings, path, near, mistakes);
  const jump = settings.jump && loadEndpoint(settings.jump, `${path}.jump`, near, mistakes);
  if (!end || (settings.jump && !jump)) return undefined;
  return jump ? { ...end, jump } : end;
}

type Endpoint = Omit<Connection, "jump">;
type EndpointSettings = Pick<HostSettings, "host" | "port" | "user" | "hostKey" | "privateKey" | "privateKeyFile">;

function loadEndpoint(
  settings: EndpointSettings,
  path: string,
  near: Surroundings,
  mistakes: Mistake[],
): Endpoint | undefined {
  const { host, port, user, hostKey } = settings;
  const privateKey = loadPrivateKey(settings, path, near, mistakes);
  const problem = hostKeyProblem(hostKey, host, port);
  if (problem) mistakes.push({ path: `${path}.hostKey`, text: problem });
  return privateKey === undefined || problem ? undefined : { host, port, user, hostKey: hostKey.trim(), privateKey };
}

function loadPrivateKey(
  { privateKey, privateKeyFile }: EndpointSettings,
  path: string,
  near: Surroundings,
  mistakes: Mistake[],
): string | undefined {
  const report = (key: string, text: string) => {
    mistakes.push({ path: `${path}.${key}`, text });
    return undefined;
  };
  if (privateKey !== undefined && privateKeyFile !== undefined) {
    return report("privateKeyFile", "and `privateKey` are both given: leave one out");
  }
  if (privateKey !== undefined) {
    const problem = privateKeyProblem(privateKey);
    return problem ? report("privateKey", problem) : privateKey;
  }
  if (privateKeyFile === undefined) {
    return report("privateKey", "is missing: set it with --secret, or give `privateKeyFile`");
  }
  try {
    const text = near.readFile(privateKeyFile);
    const problem = privateKeyProblem(text);
    return problem ? report("privateKeyFile", `${problem} (${privateKeyFile})`) : text;
  } catch (error) {
    return report("privateKeyFile", `cannot be read: ${messageOf(error)}`);
  }
}
