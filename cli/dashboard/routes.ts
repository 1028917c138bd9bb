import type { IncomingMessage, ServerResponse } from "node:http";
import { stripVTControlCharacters } from "node:util";
import { messageOf } from "../../provisioners/core/errors";
import type { LogLine } from "../workloads/log-lines";
import { pathFor, setHeaders } from "./access";
import { EventStream } from "./event-stream";
import type { Feed } from "./feed";
import type { PageFile } from "./page-files";
import type { LogMessages, Messages } from "./wire";

/** What the page is made of, and where it gets what it shows. */
export interface Sources {
  page: ReadonlyMap<string, PageFile>;
  feed: Feed;
  /** The last lines of a task and those to come, until the signal is aborted. */
  log(task: string, signal: AbortSignal): AsyncIterable<LogLine>;
}

/** Answers a request, with the port that it came to. Only who knows the token learns what there is. */
export function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { page, feed, log }: Sources,
  { token, port }: { token: string; port: number },
): void {
  setHeaders(response);
  const path = pathFor(request, token, port);
  const file = page.get(path ?? "");
  const [, task] = /^\/log\/([a-z0-9]+)$/.exec(path ?? "") ?? [];
  if (path === undefined) {
    refuse(response, 403, "Use the whole URL that `pulumi-swarm dashboard` printed.");
  } else if (request.method !== "GET") {
    refuse(response, 405, "This page only shows.");
  } else if (file) {
    response.writeHead(200, { "Content-Type": file.type }).end(file.content);
  } else if (path === "/events") {
    follow(feed, new EventStream<Messages>(response));
  } else if (task) {
    void sendLog(log, task, new EventStream<LogMessages>(response));
  } else {
    refuse(response, 404, "There is no such file.");
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function follow(feed: Feed, stream: EventStream<Messages>): void {
  const end = feed.listen((name, message) => {
    // Who is behind gets the next snapshot.
    if (name !== "snapshot" || !stream.isBehind) stream.send(name, message);
  });
  stream.signal.addEventListener("abort", end, { once: true });
}

/** Its errors are its reader's. */
async function sendLog(log: Sources["log"], task: string, stream: EventStream<LogMessages>): Promise<void> {
  try {
    for await (const { time, text } of log(task, stream.signal)) {
      stream.send("line", { time, text: stripVTControlCharacters(text) });
      await stream.taken();
    }
    stream.send("end", null);
  } catch (error) {
    if (!stream.signal.aborted) stream.send("problem", messageOf(error));
  }
  stream.end();
}
