import { messageOf } from "../../../provisioners/core/errors";
import { engineInputs } from "../../../provisioners/engine/schema";
import { type Facts, parseFacts } from "../../../provisioners/host/facts/facts";
import { connection } from "../fakes/context";
import type { Machine } from "../fakes/shapes";
import { World } from "../fakes/world";
import { BARE, INSTALLED } from "../host/facts/host-facts";

/** The facts of a bare Debian with some changes. */
export const facts = (changes: Partial<Facts> = {}): Facts => ({ ...parseFacts(BARE), ...changes });

/** The message of the error that a step throws. */
export const refused = (step: () => unknown) => {
  try {
    step();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
};

/** A key for packages that is not Docker's. */
export const KEY = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawE34xYJKwYBBAHaRw8BAQdAKsiMg3iqSJjm0KuChz7Rstv7qBe4bHs637T7
nMmqh3i0G3Rlc3QgPHRlc3RAZXhhbXBsZS5pbnZhbGlkPoiQBBMWCAA4FiEEnQRk
ssCd8UB0156tYECMl+ENJfQFAmsBN+MCGwMFCwkIBwIGFQoJCAsCBBYCAwECHgEC
F4AACgkQYECMl+ENJfR7PwD9Fe/RZDoVR/UB7IrVXe17Z24x7a/cNlM9zpVQLOG2
iiQA/2kTfYJ2B05Gc8BlFpnXfLH/9FoKiAlZvzDInKZm7eYEuDgEawE34xIKKwYB
BAGXVQEFAQEHQF4eGK7QCCE9YusSuV/f+t1Gn2UewkHMrUgdbo1C+0QDAwEIB4h4
BBgWCAAgFiEEnQRkssCd8UB0156tYECMl+ENJfQFAmsBN+MCGwwACgkQYECMl+EN
JfSG7wEAzRVagM7+2pdwYbPDVLCbAqzti+ioJ9+Hbczk6l4qJLgBAK03SvQyQI9E
fOM+MDJ79GvhUiw4yqHejV9AVQnOXLIG
=BJWn
-----END PGP PUBLIC KEY BLOCK-----
`;

/** What `Engine` is given for a machine. */
export const inputs = (machine: Machine, more: object = {}) =>
  engineInputs.parse({
    name: machine.name,
    connection: connection(machine.address),
    source: "distribution",
    ...more,
  });

/** A host's facts with this daemon.json. */
export const withDaemonJson = (json: string) =>
  INSTALLED.replace("@@@ daemonJson\n", `@@@ daemonJson\nthere\n${json}\n`);

/** A machine whose facts are this output, and what was done on it beside looking. */
export function machineWith(output: string) {
  const world = new World();
  const m1 = world.add("m1");
  m1.shell = (command) => {
    if (command.includes("fact os")) return output;
    if (command.includes("madison")) return " docker.io | 26.1.5+dfsg1-9+b4 | x\n docker-cli | 26.1.5+dfsg1-9+b4 | x\n";
    return command.includes("is-active") ? "active" : "";
  };
  const did = () =>
    world.calls
      .filter((call) => !/fact os|is-failed/.test(call))
      .map((call) => call.replace(/-q -y .*use-pty=0 /i, ""));
  return { world, m1, did };
}
