import { createAgent } from "ssh2";
import { SwarmError } from "../../core/errors";

/**
 * Looks whether the agent answers and has a key that can be used here, before anything is dialled.
 * @throws SwarmError `SSH_NO_AGENT`
 */
export async function checkAgent(agent: string, host: string): Promise<void> {
  const count = await new Promise<number>((resolve, reject) => {
    createAgent(agent).getIdentities((error, keys) => {
      if (error) reject(noAgent(host, `nobody answers at SSH_AUTH_SOCK (${agent}): ${error.message}`));
      else resolve(keys?.length ?? 0);
    });
  });
  if (count === 0)
    throw noAgent(host, "the agent has no key that can be used; those of security keys (sk-…) cannot yet");
}

export function noAgent(host: string, cause: string): SwarmError {
  return new SwarmError({
    code: "SSH_NO_AGENT",
    summary: "There is no private key for the host, and no SSH agent that has one",
    host,
    cause,
    fix: "Start an agent and add a key (`eval $(ssh-agent)`, `ssh-add`) in the shell that runs Pulumi, or set `privateKey` (with --secret)",
  });
}
