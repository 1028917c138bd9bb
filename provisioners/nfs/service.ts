import { SwarmError } from "../core/errors";
import { until } from "../core/until";
import type { Host } from "../docker/host";
import { readText } from "../host/files";
import type { HandlerContext } from "../provider/handler-context";

export const confPath = "/etc/nfs.conf.d/pulumi-swarm.conf";

/** NFSv4 needs one port and none of the helpers that v2 and v3 open more for. */
const conf = "# Written by pulumi-swarm; changes are lost.\n[nfsd]\nvers2=n\nvers3=n\nvers4=y\n";

/** Writes our settings where they are other ones. */
export async function writeConf(host: Host): Promise<void> {
  if ((await readText(host, confPath)) !== conf) await host.upload(confPath, conf);
}

/** What the kernel's NFS server does now. */
export interface Served {
  threads: number;
  /** Such as `-3 +4 +4.1 +4.2`. */
  versions: string;
  /** Output of `exportfs -s`. */
  exports: string;
}

/** `undefined` where the NFS server is not installed. */
export async function readServed(host: Host): Promise<Served | undefined> {
  const script = `
if ! command -v exportfs >/dev/null; then echo none; exit; fi
for file in threads versions; do
  if [ -r /proc/fs/nfsd/$file ]; then cat /proc/fs/nfsd/$file; else echo; fi
done
exportfs -s`;
  const { stdout } = await host.run(script, { what: "ask the NFS server what it serves", idempotent: true });
  const [threads = "", versions = "", ...exports] = stdout.split("\n");
  if (threads === "none") return undefined;
  return { threads: Number(threads), versions: versions.trim(), exports: exports.join("\n") };
}

/** True while NFSv4, and nothing older, is answered. */
export function isServing({ threads, versions }: Served): boolean {
  const words = versions.split(" ");
  return threads > 0 && words.includes("+4") && !words.includes("+3") && !words.includes("+2");
}

/** Starts the server now and at boot, and waits until it serves NFSv4 only. One that does so already is left alone. */
export async function serve(context: HandlerContext, host: Host): Promise<void> {
  const { clock, signal, status } = context;
  status("starting the NFS server");
  await systemctl(host, ["enable", "--now", "nfs-server"]);
  // The unit stays active over threads that ended, and over settings that it was not started with.
  const found = await readServed(host);
  if (!found || !isServing(found)) await systemctl(host, ["restart", "nfs-server"]);
  await until(
    async () => {
      const now = await readServed(host);
      return now && isServing(now) ? true : undefined;
    },
    {
      what: "the NFS server to serve version 4, and only that",
      deadlineMs: 60_000,
      host: host.label,
      fix: `Look at \`cat /proc/fs/nfsd/versions\`, ${confPath} and \`journalctl -u nfs-server\` there.`,
      clock,
      signal,
      onWait: () => status("waiting for the NFS server"),
    },
  );
}

/** Ends what serves nothing any more. Our settings stay as long as another of our servers needs them. */
export async function retire(host: Host): Promise<void> {
  const served = await readServed(host);
  if (served?.exports.trim() === "") await systemctl(host, ["disable", "--now", "nfs-server"]);
  const script = `if ! ls /etc/exports.d/pulumi-swarm-*.exports >/dev/null 2>&1; then rm -f ${confPath}; fi`;
  await host.run(script, { what: "remove the NFS settings", idempotent: true });
}

async function systemctl(host: Host, words: string[]): Promise<void> {
  try {
    await host.run(["systemctl", ...words], { deadlineMs: 120_000, what: `systemctl ${words.join(" ")}` });
  } catch (error) {
    if (!(error instanceof SwarmError) || error.kind !== "final") throw error;
    const units = ["-u", "nfs-server", "-u", "nfs-mountd", "-u", "proc-fs-nfsd.mount"];
    const { stdout } = await host.run(["journalctl", ...units, "-n", "20", "--no-pager", "-o", "cat"], {
      idempotent: true,
    });
    throw new SwarmError({
      code: "NFS_NOT_RUNNING",
      summary: "The NFS server does not start",
      host: host.label,
      cause: stdout.trim() || error,
      fix: "Correct what the log says; a kernel without the module nfsd cannot serve (`modprobe nfsd`).",
    });
  }
}
