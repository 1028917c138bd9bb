import { messageOf } from "../../../provisioners/core/errors";
import { hostKeyProblem, privateKeyProblem } from "../../../provisioners/ssh/keys/problems";
import type { Connection } from "../../../provisioners/ssh/schema";
import type { ConfigContext } from "../../config/context";
import type { EndpointSettings } from "./schema";

type Endpoint = Omit<Connection, "jump">;
/** What reading a connection needs of the configuration's context. */
export type KeyContext = Pick<ConfigContext, "environment" | "diagnostics">;

/** How to reach a host, with its keys read; `undefined` after a problem. */
export function loadConnection(
  { jump, ...end }: EndpointSettings & { jump?: EndpointSettings },
  path: string,
  context: KeyContext,
): Connection | undefined {
  const target = loadEndpoint(end, path, context);
  if (!jump) return target;
  const through = loadEndpoint(jump, `${path}.jump`, context);
  return target && through && { ...target, jump: through };
}

function loadEndpoint(settings: EndpointSettings, path: string, context: KeyContext): Endpoint | undefined {
  const { host, port, user, hostKey } = settings;
  const privateKey = loadPrivateKey(settings, path, context);
  const problem = hostKeyProblem(hostKey, host, port);
  if (problem) return context.diagnostics.problem(`${path}.hostKey`, problem);
  return privateKey === undefined ? undefined : { host, port, user, hostKey: hostKey.trim(), privateKey };
}

function loadPrivateKey(
  { privateKey, privateKeyFile }: EndpointSettings,
  path: string,
  { environment, diagnostics }: KeyContext,
): string | undefined {
  const report = (key: string, text: string) => diagnostics.problem(`${path}.${key}`, text);
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
    const text = environment.readFile(privateKeyFile);
    const problem = privateKeyProblem(text);
    return problem ? report("privateKeyFile", `${problem} (${privateKeyFile})`) : text;
  } catch (error) {
    return report("privateKeyFile", `cannot be read: ${messageOf(error)}`);
  }
}
