import Table from "cli-table3";
import colors from "picocolors";
import { fetchReason } from "./net";

/** What the program in `infra/` exports. */
export interface Outputs {
  nodes: { name: string; role: string; address: string; availability: string }[];
  services: { stack: string; name: string; image: string; running: number; desired: number }[];
  urls: Record<string, string>;
}

export interface Answer {
  name: string;
  url: string;
  answers: boolean;
  /** The HTTP status, or why there is none. */
  detail: string;
}

/** cli-table3 colours files and pipes too; picocolors looks first. */
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

/** Asks a URL until it answers well, or the deadline has passed. */
export async function ask(name: string, url: string, deadlineMs = 60_000): Promise<Answer> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const detail = await answerOf(url);
    if (detail.ok || Date.now() >= end) return { name, url, answers: detail.ok, detail: detail.text };
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function answerOf(url: string): Promise<{ ok: boolean; text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return { ok: response.ok, text: `${response.status} ${response.statusText}` };
  } catch (error) {
    return { ok: false, text: fetchReason(error) };
  }
}
