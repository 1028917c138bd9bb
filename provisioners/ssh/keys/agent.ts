import { createAgent } from "ssh2";
import { SwarmError } from "../../core/errors";
import { agentKeyTypes } from "./agent-keys";

/**
 * Looks whether the agent answers and has a key that can be used here, before anything is dialled.
 * @throws SwarmError `SSH_NO_AGENT`
 */
export async function checkAgent(agent: string, host: string): Promise<void> {
  const nobody = (error: Error) => noAgent(host, `nobody answers at SSH_AUTH_SOCK (${agent}): ${error.message}`);
  const count = await new Promise<number>((resolve, reject) => {
    createAgent(agent).getIdentities((error, keys) => {
      if (error) reject(nobody(error));
      else resolve(keys?.length ?? 0);
    });
  });
  if (count > 0) return;
  const listed = agentKeyTypes(agent).catch((error) => {
    throw nobody(error);
  });
  const types = [...new Set(await listed)];
  if (types.length === 0) throw noAgent(host, "the agent has no key");
  throw noAgent(
    host,
    `the agent has only keys that the SSH client here cannot sign with: ${types.join(", ")}`,
    "Add an ordinary key as well, for an hour if you like (`ssh-keygen -t ed25519`, `ssh-add -t 1h`), and put its public half into authorized_keys on the host; docs/hosts.md says why",
  );
}

const usualFix =
  "Start an agent and add a key (`eval $(ssh-agent)`, `ssh-add`) in the shell that runs Pulumi, or set `privateKey` (with --secret)";

export function noAgent(host: string, cause: string, fix = usualFix): SwarmError {
  return new SwarmError({
    code: "SSH_NO_AGENT",
    summary: "There is no private key for the host, and no SSH agent that has one",
    host,
    cause,
    fix,
  });
}
