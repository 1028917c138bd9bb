import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import type { Host } from "../../docker/host";
import type { HandlerContext } from "../../provider/handler-context";
import { partsFolder, putFile } from "./data-script";
import { beginUnit, isUnderWay, journalOf } from "./data-unit";

const PART = 4 * 1024 * 1024;
const PUT_MS = 900_000;

/** Uploads packed data of a manager; nothing is changed yet. */
export async function uploadData(context: HandlerContext, host: Host, data: AsyncIterable<Uint8Array>): Promise<void> {
  // What a killed run began ends first.
  await untilIdle(context, host);
  await host.run(`rm -rf ${partsFolder} ${putFile} && install -d -m 700 ${partsFolder}`, {
    what: "make room for the backup",
    idempotent: true,
  });
  let part: Uint8Array[] = [];
  let number = 0;
  const upload = async () => {
    const name = `part-${String(number++).padStart(6, "0")}`;
    context.status(`${host.label}: uploading the backup, part ${number}`);
    await host.upload(`${partsFolder}/${name}`, Buffer.concat(part), { mode: 0o600 });
    part = [];
  };
  for await (const chunk of data) {
    part.push(chunk);
    if (part.reduce((sum, { length }) => sum + length, 0) >= PART) await upload();
  }
  if (part.length > 0) await upload();
}

/** Docker's folder `swarm` becomes the uploaded one. @throws SwarmError `RESTORE_FAILED` */
export async function putData(context: HandlerContext, host: Host, dockerRoot: string): Promise<void> {
  await beginUnit(host, "put", dockerRoot);
  await untilIdle(context, host);
  const { code } = await host.run(["test", "-e", putFile], { codes: [0, 1], idempotent: true });
  if (code === 0) return;
  throw new SwarmError({
    code: "RESTORE_FAILED",
    summary: "The backup could not be put in place",
    host: host.label,
    cause: await journalOf(host),
    fix: "Correct what the cause says, then run again.",
  });
}

async function untilIdle({ clock, signal, status }: HandlerContext, host: Host): Promise<void> {
  await until(async () => ((await isUnderWay(host)) ? undefined : true), {
    what: "the backup to be in place",
    deadlineMs: PUT_MS,
    host: host.label,
    clock,
    signal,
    onWait: () => status(`${host.label}: Docker is stopped while the backup is put in place`),
  });
}
