import { Feed } from "../../cli/dashboard/feed";
import { readPage } from "../../cli/dashboard/page-files";
import { withServer } from "../../cli/dashboard/server";
import { watchSwarm } from "../../cli/dashboard/watch";
import type { DeclaredSwarm } from "../../cli/stack/declared-swarm";
import { patient } from "../../provisioners/core/patience";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { withHeadless } from "./browser";

const SIZE = { width: 1_200, height: 700 };
/** Until the page shows the swarm, and until its picture is taken. */
const SHOWN_MS = 240_000;

/** Takes a picture of the dashboard as it shows a swarm at this moment. */
export async function photograph(
  context: HandlerContext,
  declared: DeclaredSwarm,
  { browser, file }: { browser: string; file: string },
): Promise<void> {
  const feed = new Feed();
  const end = new AbortController();
  const until = { ...context, signal: AbortSignal.any([context.signal, end.signal]) };
  const log = async function* () {};
  await withServer(0, { page: await readPage(), feed, log }, async (url) => {
    const watching = watchSwarm(until, declared, feed).catch((error) => {
      if (!end.signal.aborted) throw error;
    });
    const taking = withHeadless(browser, async (headless) => {
      const page = await headless.newPage({ viewport: SIZE, colorScheme: "light" });
      page.setDefaultTimeout(patient(SHOWN_MS));
      await page.goto(url);
      await page.locator(".task").first().waitFor();
      await page.screenshot({ path: file, fullPage: true });
    }).finally(() => end.abort());
    await Promise.all([taking, watching]);
  });
}
