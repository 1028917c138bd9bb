import { SwarmError } from "../core/errors";
import { type Caller, until } from "../core/until";
import { start } from "../docker/daemon-unit";
import type { Host } from "../docker/host";

const BOOT_MS = 600_000;
/** A command on a machine that is going down may never be answered. */
const ASK_MS = 20_000;

/** Reboots a host; returns when it has booted again and its Docker answers. */
export async function reboot(caller: Caller, host: Host): Promise<void> {
  const { clock, signal, status } = caller;
  const before = await bootId(host);
  status(`rebooting ${host.label}`);
  await orderReboot(host);
  await until(async () => ((await bootId(host)) === before ? undefined : true), {
    what: `${host.label} to boot again`,
    deadlineMs: BOOT_MS,
    host: host.label,
    fix: "Look at the machine's console.",
    clock,
    signal,
    onWait: () => status(`waiting for ${host.label} to boot again`),
  });
  await start(caller, host);
}

async function orderReboot(host: Host): Promise<void> {
  try {
    await host.run(["systemctl", "--no-block", "reboot"], { what: "reboot" });
  } catch (error) {
    // The machine may be gone before the answer is here; whether it booted anew is seen afterwards.
    if (!(error instanceof SwarmError) || error.kind !== "transport") throw error;
  }
}

async function bootId(host: Host): Promise<string> {
  const { stdout } = await host.run(["cat", "/proc/sys/kernel/random/boot_id"], {
    what: "ask which boot this is",
    deadlineMs: ASK_MS,
    idempotent: true,
  });
  return stdout.trim();
}

/** Whether a host has to be rebooted, in its own words; undefined where nothing on it knows. */
export interface RebootNeed {
  isDue: boolean | undefined;
  /** Packages that ask for it. */
  packages: string[];
}

/**
 * Debian's family writes a file, where a package is installed that does; Red Hat's has a program, or a command of dnf. Both
 * answer 1 for yes.
 */
const LOOK = `if [ -e /run/reboot-required ]; then
  echo due
  if [ -e /run/reboot-required.pkgs ]; then sort -u /run/reboot-required.pkgs; fi
elif command -v needs-restarting >/dev/null; then
  if needs-restarting -r >/dev/null 2>&1; then echo fine; else echo due; fi
elif command -v dnf >/dev/null && dnf needs-restarting --help >/dev/null 2>&1; then
  if dnf needs-restarting -r >/dev/null 2>&1; then echo fine; else echo due; fi
elif [ -e /etc/kernel/postinst.d/unattended-upgrades ] || [ -e /etc/kernel/postinst.d/update-notifier ]; then
  echo fine
fi`;

export async function rebootNeed(host: Host): Promise<RebootNeed> {
  const { stdout } = await host.run(LOOK, { what: "see whether a reboot is due", idempotent: true });
  const [word, ...packages] = stdout.trim().split("\n");
  return { isDue: word ? word === "due" : undefined, packages };
}
