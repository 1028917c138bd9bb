import * as pulumi from "@pulumi/pulumi";
import { SwarmError } from "../../../provisioners/core/errors";
import { hostKeyProblem, privateKeyProblem } from "../../../provisioners/ssh/keys/problems";
import { type ConnectionArgs, type EndpointOutputs, endpointOutputs, type JumpHostArgs } from "../connection";

/** How to reach a host. Which hosts are on the way is known beforehand; what they are called need not be. */
export interface HostConnectionArgs extends Omit<ConnectionArgs, "jump" | "jumps"> {
  /** A host to go through (ProxyJump). */
  jump?: JumpHostArgs;
  /** Hosts to go through one after the other, the first one first; in the place of `jump`. */
  jumps?: readonly JumpHostArgs[];
}

/** A connection whose keys fail the run as soon as they are known and cannot be used; `what` is to be corrected then. */
export function checkedConnection(
  { jump, jumps, ...end }: HostConnectionArgs,
  path: string,
  machine: string,
  what: string,
): ConnectionArgs & EndpointOutputs {
  const checked = (args: JumpHostArgs, at: string) => checkedEndpoint(args, at, machine, what);
  return {
    ...checked(end, path),
    ...(jump && { jump: checked(jump, `${path}.jump`) }),
    ...(jumps && { jumps: jumps.map((hop, index) => checked(hop, `${path}.jumps[${index}]`)) }),
  };
}

function checkedEndpoint(args: JumpHostArgs, path: string, machine: string, what: string): EndpointOutputs {
  const end = endpointOutputs(args);
  const { host, port, hostKey, privateKey, passphrase } = end;
  const refuse = (key: string, problem: string | undefined) => {
    if (problem === undefined) return;
    const fix = `correct ${what}`;
    // Pulumi shows the text of this error only, without a stack trace.
    throw new pulumi.RunError(
      new SwarmError({ code: "MACHINE_INVALID", summary: `${path}.${key} ${problem}`, host: machine, fix }).message,
    );
  };
  return {
    ...end,
    hostKey: pulumi.all([hostKey, host, port]).apply(([keys, at, on]) => {
      const lines = keys.trim().split("\n");
      refuse("hostKey", lines.map((line) => hostKeyProblem(line, at, on)).find(Boolean));
      return keys;
    }),
    ...(privateKey && {
      privateKey: pulumi.all([privateKey, passphrase]).apply(([text, phrase]) => {
        refuse("privateKey", privateKeyProblem(text, phrase));
        return text;
      }),
    }),
  };
}
