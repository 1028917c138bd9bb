import type { z } from "zod";
import { SwarmError } from "../core/errors";
import type { Host } from "../docker/host";
import { dial, type HandlerContext } from "../provider/handler-context";
import { defineResource } from "../provider/resource";
import type { Connection } from "../ssh/schema";
import { hostKeyInputs, hostKeyOutputs } from "./host-key-schema";

type Outputs = z.output<typeof hostKeyOutputs>;

const keyFile = "/etc/ssh/ssh_host_ed25519_key";
const bootstrapFile = "/etc/ssh/ssh_host_ecdsa_key";
const endOfBootstrap = "/etc/tmpfiles.d/pulumi-swarm-host-key.conf";

/** Debian and Ubuntu call sshd's unit ssh, all others sshd. */
const RELOAD =
  "if systemctl cat ssh.service >/dev/null 2>&1; then systemctl reload ssh; else systemctl reload sshd; fi";

/**
 * Makes the key where there is none, renamed into place whole. sshd shows both then: a run that is killed before the
 * new key is known here meets the bootstrap key again.
 */
const MAKE = `set -eu
if [ ! -e ${keyFile}.pub ]; then
  rm -f ${keyFile}.new ${keyFile}.new.pub
  ssh-keygen -q -t ed25519 -N '' -C "$1" -f ${keyFile}.new
  mv ${keyFile}.new ${keyFile}
  mv ${keyFile}.new.pub ${keyFile}.pub
fi
sshd -t
${RELOAD}
cat ${keyFile}.pub`;

/** The bootstrap key goes in an hour, or at the next boot: whoever verifies by the new key refuses it from now on. */
const RETIRE = `set -eu
printf 'r! %s\\nr! %s\\n' ${bootstrapFile} ${bootstrapFile}.pub >${endOfBootstrap}
if ! systemctl is-active --quiet pulumi-swarm-host-key.timer; then
  systemd-run --quiet --collect --unit=pulumi-swarm-host-key --on-active=1h \\
    sh -c 'systemd-tmpfiles --remove --boot ${endOfBootstrap} && ${RELOAD}'
fi`;

export const hostKey = defineResource({
  name: "HostKey",
  description:
    "The SSH key of a machine in a cloud: made on the host, in the place of the one that it booted with, which whoever reads its user data knows.",
  inputs: hostKeyInputs,
  outputs: hostKeyOutputs,

  async create(context, { name, machine, connection }) {
    const outputs = await rotate(context, name, connection);
    return { id: machine, outputs };
  },

  /** Of the same machine: its key is known, and only that is trusted. */
  async update(context, _id, { hostKey }, { name, connection }) {
    await dial(context, name, { ...connection, hostKey });
    return { hostKey };
  },
});

async function rotate(context: HandlerContext, name: string, connection: Connection): Promise<Outputs> {
  const first = await dial(context, name, connection, FIRST_CONTACT_MS);
  context.status("making the host's own key");
  const hostKey = await makeKey(first, name);
  const host = await verified(context, name, { ...connection, hostKey });
  await host.run(["sh", "-c", RETIRE], { what: "retire the bootstrap key", idempotent: true });
  return { hostKey };
}

/** A cloud calls a machine ready before its SSH server answers. */
const FIRST_CONTACT_MS = 300_000;

async function makeKey(host: Host, name: string): Promise<string> {
  const { stdout } = await host.run(["sh", "-c", MAKE, "make", name], {
    what: "make a host key",
    idempotent: true,
  });
  const key = stdout.trim().split("\n").at(-1) ?? "";
  if (key.startsWith("ssh-ed25519 ")) return key;
  throw new SwarmError({
    code: "HOST_KEY_UNREADABLE",
    summary: "The host's new key cannot be read",
    host: host.label,
    cause: `${keyFile}.pub holds \`${key.slice(0, 60)}\``,
    fix: `Remove ${keyFile} and ${keyFile}.pub there, then run again.`,
  });
}

/** A connection that the new key has proven: before anything depends on it. */
function verified(context: HandlerContext, name: string, connection: Connection): Promise<Host> {
  context.status("verifying the host by its own key");
  return dial(context, name, connection);
}
