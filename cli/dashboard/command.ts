import { type Command, InvalidArgumentError } from "commander";
import { untilInterrupted } from "../context";
import { globalsOf, print, swarmOf } from "../globals";
import { Feed } from "./feed";
import { withBrowser } from "./open";
import { readPage } from "./page-files";
import { withServer } from "./server";
import { taskLog } from "./task-log";
import { watchSwarm } from "./watch";

interface DashboardOptions {
  port: number;
  open?: boolean;
}

export function addDashboard(program: Command): void {
  program
    .command("dashboard")
    .description("a live page for this computer's browser: nodes, tasks, services, events, logs, findings; until ^C")
    .option("--port <number>", "port on the loopback address; a free one without it", portOf, 0)
    .option("--open", "open it in the browser")
    .addHelpText(
      "after",
      "\nThe page only shows. Its URL has a token: who knows it, and works on this computer, sees the page.\n\nExamples:\n  pulumi-swarm dashboard --open\n  pulumi-swarm dashboard --port 8080",
    )
    .action(async (_options, command: Command) => {
      const options = globalsOf<DashboardOptions>(command);
      const [declared, page] = await Promise.all([swarmOf(options), readPage()]);
      await untilInterrupted(async (context) => {
        const feed = new Feed();
        const log = (task: string, signal: AbortSignal) => taskLog(context, declared, task, signal);
        await withServer(options.port, { page, feed, log }, async (url) => {
          print(options, { url }, () => `${url}\nIt ends with ^C.`);
          const watch = () => watchSwarm(context, declared, feed);
          await (options.open ? withBrowser(url, watch) : watch());
        });
      });
    });
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It is a number up to 65535.");
}
