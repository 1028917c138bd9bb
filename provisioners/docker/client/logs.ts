import { PassThrough, Readable } from "node:stream";
import type { Host } from "../host";
import type { Service } from "../shapes";
import { call } from "./call";

export interface LogOptions {
  follow: boolean;
  /** Lines of each task; `all` for all that Docker has. */
  tail: string;
  /** Seconds since the epoch. */
  since?: number;
}

/**
 * The log of a service's tasks on all nodes, with time and details in front of each line. Docker sends lines as nodes
 * answer, not in the order of their times. It has to be destroyed.
 */
export async function serviceLogs(host: Host, { ID, Spec }: Service, options: LogOptions): Promise<Readable> {
  const answer = await call<Readable | Buffer>(host, `read the log of ${Spec.Name}`, (docker) =>
    docker.getService(ID).logs({
      ...{ stdout: true, stderr: true, timestamps: true, details: true },
      ...{ follow: options.follow, tail: options.tail as unknown as number, since: options.since ?? 0 },
    }),
  );
  // What is not followed comes whole.
  const raw = Buffer.isBuffer(answer) ? Readable.from([answer], { objectMode: false }) : answer;
  // A terminal has one stream; without one, each piece says whether it is of stdout or stderr.
  if (Spec.TaskTemplate.ContainerSpec?.TTY) return raw;
  const lines = new PassThrough();
  host.docker().modem.demuxStream(raw, lines, lines);
  raw.once("end", () => lines.end()).once("error", (error) => lines.destroy(error));
  lines.once("close", () => raw.destroy());
  return lines;
}
