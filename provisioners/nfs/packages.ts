import { SwarmError } from "../core/errors";
import type { Host } from "../docker/host";
import type { Facts } from "../host/facts/facts";
import { aptGet } from "../host/packages/apt";
import { dnf } from "../host/packages/dnf";
import { initReasons } from "../host/preflight/system";
import type { HandlerContext } from "../provider/handler-context";

const supported = "Debian, Ubuntu, Fedora, Red Hat Enterprise Linux and what is made of them";

/** NFS as one family of distributions packs it. */
interface NfsFamily {
  /** The names of the packages. */
  server: string;
  client: string;
  /** Those of the packages that are installed completely. */
  installed(host: Host, names: string[]): Promise<string[]>;
  install(context: HandlerContext, host: Host, names: string[]): Promise<void>;
}

const families: Partial<Record<Facts["family"], NfsFamily>> = {
  debian: {
    server: "nfs-kernel-server",
    client: "nfs-common",
    async installed(host, names) {
      const format = `\${Package} \${db:Status-Status}\\n`;
      const { stdout } = await host.run(["dpkg-query", "-W", "-f", format, ...names], {
        codes: [0, 1],
        idempotent: true,
      });
      const lines = stdout.split("\n").map((line) => line.trim());
      return names.filter((name) => lines.includes(`${name} installed`));
    },
    async install(context, host, names) {
      await aptGet(context, host, ["update"], "update apt's lists");
      await aptGet(context, host, ["install", "--no-install-recommends", ...names], `install ${names.join(" ")}`);
    },
  },
  rhel: {
    server: "nfs-utils",
    client: "nfs-utils",
    async installed(host, names) {
      // Its exit code is the number of packages that are missing.
      const codes = [0, ...names.map((_, index) => index + 1)];
      const { stdout } = await host.run(["rpm", "-q", "--qf", "%{NAME}\\n", ...names], { codes, idempotent: true });
      const lines = stdout.split("\n").map((line) => line.trim());
      return names.filter((name) => lines.includes(name));
    },
    async install(context, host, names) {
      await dnf(context, host, ["install", ...names], `install ${names.join(" ")}`);
    },
  },
};

/** @throws SwarmError with everything that makes the host unfit for NFS, server or client. */
export function nfsFamily(facts: Facts, host?: Host): NfsFamily {
  const family = families[facts.family];
  const osReasons = family ? [] : [`${facts.os.name} is not supported; supported are ${supported}`];
  const reasons = [...osReasons, ...initReasons(facts)];
  if (family && reasons.length === 0) return family;
  throw new SwarmError({
    code: "NFS_HOST_UNFIT",
    summary: "NFS cannot be set up on this host",
    host: host?.label,
    cause: reasons.join("\n  "),
    fix: `Use a machine with systemd and one of ${supported}.`,
  });
}

/** Installs what is missing of the packages. */
export async function installPackages(
  context: HandlerContext,
  host: Host,
  family: NfsFamily,
  names: string[],
): Promise<void> {
  const missing = await missingPackages(host, family, names);
  if (missing.length === 0) return;
  context.status(`installing ${missing.join(" ")}`);
  await closeRpcbind(context, host, family);
  await family.install(context, host, missing);
}

/** Those of the packages that are not installed, or not completely. */
export async function missingPackages(host: Host, family: NfsFamily, names: string[]): Promise<string[]> {
  const installed = await family.installed(host, names);
  return names.filter((name) => !installed.includes(name));
}

/**
 * NFS packages bring rpcbind, which would listen on port 111 for the whole world; NFSv4 needs none. It is masked before
 * it can start; one that was there already may serve something else and stays.
 */
async function closeRpcbind(context: HandlerContext, host: Host, family: NfsFamily): Promise<void> {
  if ((await missingPackages(host, family, ["rpcbind"])).length > 0) {
    const words = ["systemctl", "mask", "rpcbind.socket", "rpcbind.service"];
    await host.run(words, { what: "keep rpcbind from starting", idempotent: true });
    return;
  }
  const { stdout } = await host.run(["systemctl", "is-active", "rpcbind.socket"], {
    codes: [0, 3, 4],
    idempotent: true,
  });
  if (stdout.trim() !== "active") return;
  context.log(
    `${host.label}: rpcbind was there before and stays; NFSv4 does not need it. Unless something else does, close ` +
      "its port 111: `systemctl mask --now rpcbind.socket rpcbind.service`",
    "warning",
  );
}
