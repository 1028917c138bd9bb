import { existsSync } from "node:fs";
import { installCommand, missingPackages } from "../../lab/client";
import { SwarmError } from "../../provisioners/core/errors";
import { line, type Status, step } from "../terminal/progress";
import { capture, lastLines, mustCapture } from "../terminal/run";

const apt = ["-o", "DPkg::Lock::Timeout=120"];

/** Makes sure that the Debian packages are installed: installs them as root, else says the one command to run. */
export async function ensureSystemPackages(packages: string[], why: string): Promise<void> {
  const missing = await missingPackages(packages);
  if (!missing) {
    throw new SwarmError({
      code: "NO_DPKG",
      summary: `Cannot install system packages for ${why}: this is not Debian or Ubuntu`,
      cause: "there is no dpkg-query on PATH",
      fix: `use a Debian or Ubuntu machine, or install what these packages hold: ${packages.join(" ")}`,
    });
  }
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new SwarmError({
      code: "PACKAGES_MISSING",
      summary: `System packages are missing for ${why}`,
      cause: missing.join(", "),
      fix: installCommand(missing),
    });
  }
  await step(`system packages for ${why}: ${missing.join(" ")}`, (status) => install(missing, status));
}

async function install(packages: string[], status: Status): Promise<void> {
  // RUNLEVEL keeps daemons from being started where there is no systemd (a container).
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const update = await capture("apt-get", [...apt, "update"], { env, onLine: status });
  // One dead source must not stop an installation that does not need it; if it does, apt-get install says so.
  if (update.code !== 0) line(`  apt-get update failed:\n${lastLines(update.stderr, 5)}`);
  await withoutServices(packages, () =>
    mustCapture("apt-get", [...apt, "install", "--yes", "--no-install-recommends", ...packages], {
      env,
      onLine: status,
      what: `install ${packages.join(" ")}`,
      code: "APT_INSTALL",
      fix: "check the machine's apt sources and its way to them, then run the same command again",
    }),
  );
}

/**
 * The lab runs its own instances of some packages' daemons, on loopback. The system's must not start: their units are
 * masked while apt works (until the next boot at most, should this be killed) and disabled afterwards.
 */
async function withoutServices(packages: string[], work: () => Promise<unknown>): Promise<void> {
  const units = packages.filter((name) => daemons.includes(name)).map((name) => `${name}.service`);
  if (units.length === 0 || !existsSync("/run/systemd/system")) return void (await work());
  const systemctl = (...args: string[]) =>
    mustCapture("systemctl", [...args, ...units], { what: `${args[0]} ${units.join(" ")}`, code: "SYSTEMCTL" });
  await systemctl("mask", "--runtime");
  try {
    await work();
  } finally {
    await systemctl("unmask", "--runtime");
  }
  await systemctl("disable");
}

/** Packages with a daemon that Debian would start. */
const daemons = ["apt-cacher-ng", "docker-registry", "uml-utilities"];
