import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import Table from "cli-table3";
import { colors } from "../../cli/colors";
import { fetchReason } from "../engine/net";

/** How long one attempt to get an answer may take. */
const ANSWER_MS = 5_000;

/** What the program in `infra/` exports. */
export interface Outputs {
  nodes: { name: string; role: string; address: string; availability: string }[];
  services: { stack: string; name: string; image: string; running: number; desired: number }[];
  urls: Record<string, string>;
  /** Each published port on each machine. */
  endpoints: { name: string; url: string }[];
}

export interface Answer {
  name: string;
  url: string;
  answers: boolean;
  /** The HTTP status or that a connection stands; or why there is none. */
  detail: string;
}

/** cli-table3 itself colours files and pipes too. */
function table(head: string[], rows: string[][]): string {
  const made = new Table({ head: head.map(colors.bold), style: { head: [], border: [] } });
  made.push(...rows);
  return made.toString();
}

/** The result of `npm start` in three tables and two hints. */
export function report(outputs: Outputs, answers: Answer[]): string {
  return [
    "",
    table(
      ["Node", "Role", "Address", "Availability"],
      outputs.nodes.map((node) => [node.name, node.role, node.address, node.availability]),
    ),
    table(
      ["Stack", "Service", "Image", "Running"],
      outputs.services.map((s) => [s.stack, s.name, s.image, `${s.running}/${s.desired}`]),
    ),
    table(
      ["Open in a browser", "URL", "Answer"],
      answers.map((answer) => [answer.name, answer.url, answer.detail]),
    ),
    "",
    "Look further:  npm run lab -- ls           the machines",
    "               npm run lab -- ssh NAME     a shell on one of them",
    "               npm run pulumi -- stack output",
    "Remove it all: npm run destroy",
  ].join("\n");
}

/** Asks the URLs of one published port until one of them answers, or the deadline has passed. */
export async function ask(name: string, urls: readonly string[], deadlineMs = 60_000): Promise<Answer> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answers = await Promise.all(urls.map(async (url) => ({ name, url, ...(await answerOf(url)) })));
    // A port in host mode answers only on nodes that run the service.
    const found = answers.find((answer) => answer.answers);
    if (found || Date.now() >= end) return found ?? (answers[0] as Answer);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function answerOf(url: string): Promise<Pick<Answer, "answers" | "detail">> {
  const { protocol, hostname: host, port } = new URL(url);
  try {
    switch (protocol) {
      case "http:": {
        const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
        await response.body?.cancel();
        // A page that asks for a login, or none at `/`, is an answer too.
        return { answers: response.status < 500, detail: `${response.status} ${response.statusText}` };
      }
      case "https:":
        // Whose certificate it is does not matter here.
        await connected(tls.connect({ host, port: Number(port || 443), rejectUnauthorized: false }), "secureConnect");
        return { answers: true, detail: "TLS" };
      case "tcp:":
        await connected(net.connect({ host, port: Number(port) }), "connect");
        return { answers: true, detail: "open" };
      default:
        return { answers: true, detail: "not asked" };
    }
  } catch (error) {
    return { answers: false, detail: fetchReason(error) };
  }
}

/** Waits until a connection stands, and ends it. */
async function connected(socket: net.Socket, event: string): Promise<void> {
  try {
    await once(socket, event, { signal: AbortSignal.timeout(ANSWER_MS) });
  } finally {
    socket.destroy();
  }
}
