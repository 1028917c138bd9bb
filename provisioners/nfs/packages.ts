import { aptGet } from "../engine/apt";
import { SwarmError } from "../errors";
import type { Facts } from "../host/facts";
import { initReasons } from "../host/preflight/system";
import type { Host } from "../ssh/types";
import type { Tools } from "../tools";

/** @throws SwarmError with everything that makes the host unfit for NFS, server or client. */
export function checkNfsHost(facts: Facts, host?: Host): void {
  // Its packages come by apt only.
  const osReasons =
    facts.family === "debian" ? [] : [`${facts.os.name} is not supported; supported are Debian and Ubuntu`];
  const reasons = [...osReasons, ...initReasons(facts)];
  if (reasons.length === 0) return;
  throw new SwarmError({
    code: "NFS_HOST_UNFIT",
    summary: "NFS cannot be set up on this host",
    host: host?.label,
    cause: reasons.join("\n  "),
    fix: "Use a machine with Debian or Ubuntu and systemd.",
  });
}

/** Installs what is missing of the packages. */
export async function installPackages(tools: Tools, host: Host, names: string[]): Promise<void> {
  const missing = await missingPackages(host, names);
  if (missing.length === 0) return;
  tools.status(`installing ${missing.join(" ")}`);
  await closeRpcbind(tools, host);
  await aptGet(tools, host, ["update"], "update apt's lists");
  await aptGet(tools, host, ["install", "--no-install-recommends", ...missing], `install ${missing.join(" ")}`);
}

/** Those of the packages that are not installed, or not completely. */
export async function missingPackages(host: Host, names: string[]): Promise<string[]> {
  const format = `\${Package} \${db:Status-Status}\\n`;
  const { stdout } = await host.run(["dpkg-query", "-W", "-f", format, ...names], { codes: [0, 1], idempotent: true });
  const lines = stdout.split("\n").map((line) => line.trim());
  return names.filter((name) => !lines.includes(`${name} installed`));
}

/**
 * NFS packages bring rpcbind, which would listen on port 111 for the whole world; NFSv4 needs none. It is masked before
 * it can start; one that was there already may serve something else and stays.
 */
async function closeRpcbind(tools: Tools, host: Host): Promise<void> {
  if ((await missingPackages(host, ["rpcbind"])).length > 0) {
    const words = ["systemctl", "mask", "rpcbind.socket", "rpcbind.service"];
    await host.run(words, { what: "keep rpcbind from starting", idempotent: true });
    return;
  }
  const { stdout } = await host.run(["systemctl", "is-active", "rpcbind.socket"], {
    codes: [0, 3, 4],
    idempotent: true,
  });
  if (stdout.trim() !== "active") return;
  tools.log(
    `${host.label}: rpcbind was there before and stays; NFSv4 does not need it. Unless something else does, close ` +
      "its port 111: `systemctl mask --now rpcbind.socket rpcbind.service`",
    "warning",
  );
}
