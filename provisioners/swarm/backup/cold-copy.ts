import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import type { Host } from "../../docker/host";
import { mark, sectionsOf } from "../../host/facts/sections";
import type { HandlerContext } from "../../provider/handler-context";
import { copyFolder, dataUnit, packedFile, sumsFile } from "./data-script";
import { beginUnit, isUnderWay, journalOf } from "./data-unit";
import type { BackedUpFile, Manifest } from "./manifest";

const COPY_MS = 900_000;
/** Bytes of one round trip; one that is lost is asked for again. */
const CHUNK = 2 * 1024 * 1024;

/** What was copied, as the host packed it. */
export interface ColdCopy extends Pick<Manifest, "data" | "files"> {
  /** The packed bytes. */
  read(): AsyncGenerator<Buffer>;
}

/**
 * Begins to stop a host's Docker, to copy its folder `swarm`, and to start it again. All of that is one unit of the host's
 * systemd: whatever becomes of the client or the connection, Docker runs in the end and the copy is removed.
 *
 * @throws SwarmError `BACKUP_UNDER_WAY`, `BACKUP_FAILED`
 */
export async function beginCopy(host: Host, dockerRoot: string): Promise<void> {
  if ((await beginUnit(host, "copy", dockerRoot)) === "no room") {
    throw failed(host, `there is not enough room for a copy below ${copyFolder}`);
  }
}

/** The copy, once it is there. @throws SwarmError `BACKUP_FAILED` */
export async function copied(context: HandlerContext, host: Host): Promise<ColdCopy> {
  const sums = await until(() => sumsOf(context, host), {
    what: "the copy of Docker's data",
    deadlineMs: COPY_MS,
    host: host.label,
    maxPauseMs: 1_000,
    clock: context.clock,
    signal: context.signal,
  });
  return { ...parseSums(sums), read: () => chunks(host) };
}

/** The copy is not needed any more; waits until nothing of it is left. */
export async function endCopy(context: Pick<HandlerContext, "clock">, host: Host): Promise<void> {
  const taken = `if [ -d ${copyFolder} ]; then : >${copyFolder}/taken; fi`;
  await host.run(taken, { what: "say that the copy was fetched", idempotent: true });
  await until(async () => ((await isUnderWay(host)) ? undefined : true), {
    what: "the copy to be removed",
    deadlineMs: 180_000,
    host: host.label,
    clock: context.clock,
  });
}

const lookScript = `
fact() { printf '\\n${mark}%s\\n' "$1"; }
fact unit; systemctl is-active ${dataUnit}
if [ -e ${copyFolder}/step ]; then
  touch ${copyFolder}/alive
  fact step; cat ${copyFolder}/step
  if [ "$(cat ${copyFolder}/step)" = packed ]; then fact sums; cat ${sumsFile}; fi
fi
exit 0`;

const steps: Record<string, string> = {
  stopping: "Docker is stopped",
  copying: "Docker's data is copied",
  starting: "Docker is started again",
  packing: "the copy is packed",
};

/** The copy's checksums once it is there. */
async function sumsOf({ status }: HandlerContext, host: Host): Promise<string | undefined> {
  const { stdout } = await host.run(lookScript, { what: "look at the copy of Docker's data", idempotent: true });
  const sections = sectionsOf(stdout);
  const sums = sections.get("sums");
  if (sums) return sums;
  if (!["active", "activating"].includes(sections.get("unit")?.trim() ?? "")) throw failed(host, await journalOf(host));
  const step = steps[sections.get("step")?.trim() ?? ""];
  if (step) status(`${host.label}: ${step}`);
  return undefined;
}

const failed = (host: Host, cause: string) =>
  new SwarmError({
    code: "BACKUP_FAILED",
    summary: "Docker's data could not be copied; Docker was started again",
    host: host.label,
    cause,
    fix: "Correct what the cause says, then run it again.",
  });

/** `hash  path` lines, `size path` lines, then both of the packed file. */
export function parseSums(text: string): Pick<Manifest, "data" | "files"> {
  const [hashes = "", sizes = "", packed = ""] = text.trim().split("\n\n");
  const sizeOf = new Map(
    sizes.split("\n").map((line) => [line.slice(line.indexOf(" ") + 1), Number.parseInt(line, 10)]),
  );
  const files = hashes.split("\n").map((line): BackedUpFile => {
    const path = line.slice(66);
    return { path, bytes: sizeOf.get(path) ?? 0, sha256: line.slice(0, 64) };
  });
  const [hash = "", bytes = ""] = packed.split("\n");
  return { files, data: { sha256: hash.slice(0, 64), bytes: Number(bytes) } };
}

async function* chunks(host: Host): AsyncGenerator<Buffer> {
  for (let at = 0; ; at += CHUNK) {
    const part = `set -e; touch ${copyFolder}/alive; tail -c +${at + 1} ${packedFile} | head -c ${CHUNK} | base64 -w 0`;
    const { stdout } = await host.run(part, { what: "fetch the copy", deadlineMs: 300_000, idempotent: true });
    const chunk = Buffer.from(stdout, "base64");
    if (chunk.length > 0) yield chunk;
    if (chunk.length < CHUNK) return;
  }
}
