import { PassThrough, Readable } from "node:stream";
import type Docker from "dockerode";
import type { Host } from "../host";
import type { Service, Task, TaskSpec } from "../shapes";
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
    docker.getService(ID).logs(asked(options)),
  );
  return linesIn(host, answer, Spec.TaskTemplate);
}

/** The log of one task, whichever node it is on, as that of a service. */
export async function taskLogs(host: Host, { ID, Spec }: Task, options: LogOptions): Promise<Readable> {
  const answer = await call<Readable | Buffer>(host, "read the log of a task", (docker) =>
    (docker.getTask(ID) as TaskWithLogs).logs(asked(options)),
  );
  return linesIn(host, answer, Spec);
}

/** The library's types do not know this call of it. */
type TaskWithLogs = Docker.Task & { logs(options: object): Promise<unknown> };

const asked = ({ follow, tail, since }: LogOptions) => ({
  ...{ stdout: true, stderr: true, timestamps: true, details: true },
  ...{ follow, tail: tail as unknown as number, since: since ?? 0 },
});

function linesIn(host: Host, answer: Readable | Buffer, spec: TaskSpec | undefined): Readable {
  // What is not followed comes whole.
  const raw = Buffer.isBuffer(answer) ? Readable.from([answer], { objectMode: false }) : answer;
  // A terminal has one stream; without one, each piece says whether it is of stdout or stderr.
  if (spec?.ContainerSpec?.TTY) return raw;
  const lines = new PassThrough();
  host.docker().modem.demuxStream(raw, lines, lines);
  raw.once("end", () => lines.end()).once("error", (error) => lines.destroy(error));
  lines.once("close", () => raw.destroy());
  return lines;
}
