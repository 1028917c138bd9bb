import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { Feed } from "../../cli/dashboard/feed";
import { readPage } from "../../cli/dashboard/page-files";
import { withServer } from "../../cli/dashboard/server";
import type { Snapshot } from "../../cli/dashboard/wire";
import type { LogLine } from "../../cli/workloads/log-lines";
import { findBrowser, noBrowser, withHeadless } from "../../tools/pictures/browser";

const program = findBrowser();

/** A browser on a busy machine. */
const PATIENCE_MS = 180_000;
jest.setTimeout(2 * PATIENCE_MS);

/** What the page's colours are like; runs in the page. */
const contrasts = readFileSync(join(__dirname, "contrasts.mjs"), "utf8");

const hostile = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">";

function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  const common = { availability: "active", state: "ready", engine: "29.0.1", leader: false };
  return {
    ...{ at: "2026-01-01T12:00:00.000Z", swarm: { name: "production", id: "s1" } },
    quorum: { held: true, text: "held by the only manager: none may fail" },
    nodes: [
      {
        ...common,
        name: "manager-1",
        role: "manager",
        leader: true,
        zone: "a",
        disk: { used: 2 ** 30, total: 2 ** 33 },
      },
      { ...common, name: "worker-1", role: "worker", zone: "b" },
    ],
    services: [{ name: "web", mode: "replicated", image: "nginx:1", running: 1, desired: 1, ports: ["8080→80/tcp"] }],
    tasks: [{ id: "t1", name: "web.1", service: "web", node: "worker-1", state: "running", desired: "running" }],
    findings: [{ severity: "note", where: "production", what: "one manager", why: "It may fail.", fix: "Add two." }],
    ...more,
  };
}

(program ? describe : describe.skip)(`the dashboard in a browser${program ? "" : ` (skipped: ${noBrowser})`}`, () => {
  let browser: Browser;
  let close: () => void;
  let closed: Promise<void>;

  beforeAll(async () => {
    const end = new Promise<void>((resolve) => {
      close = resolve;
    });
    browser = await new Promise<Browser>((resolve, reject) => {
      closed = withHeadless(program ?? "", async (started) => {
        resolve(started);
        await end;
      });
      closed.catch(reject);
    });
  });

  afterAll(async () => {
    close();
    await closed;
  });

  /** Opens the page of a feed. It may report no error in the end. */
  async function open(
    work: (page: Page, feed: Feed) => Promise<void>,
    log: (task: string, signal: AbortSignal) => AsyncIterable<LogLine> = async function* () {},
  ): Promise<void> {
    const feed = new Feed();
    feed.publish(snapshot());
    const page = await browser.newPage({ viewport: { width: 1_200, height: 800 } });
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.setDefaultTimeout(PATIENCE_MS);
    try {
      await withServer(0, { page: await readPage(), feed, log }, async (url) => {
        await page.goto(url);
        await page.getByRole("heading", { name: "Swarm production" }).waitFor();
        await work(page, feed);
        expect(errors).toEqual([]);
      });
    } finally {
      await page.close();
    }
  }

  const nodeOf = (page: Page, name: string) => page.locator(".node", { has: page.getByRole("heading", { name }) });

  test("shows nodes by zone, services and findings with their fix", () =>
    open(async (page) => {
      expect(await page.getByRole("heading", { level: 3 }).allTextContents()).toEqual(["zone a", "zone b"]);
      expect(await nodeOf(page, "manager-1").textContent()).toContain("manager, leader");
      expect(await nodeOf(page, "manager-1").textContent()).toContain("1.0 of 8.0 GiB");
      expect(await nodeOf(page, "manager-1").locator(".disk").isVisible()).toBe(true);
      expect(await nodeOf(page, "worker-1").locator(".disk").isVisible()).toBe(false);
      expect(await page.getByRole("row").last().textContent()).toContain("1/1replicatednginx:18080→80/tcp");
      expect(await page.getByText("Fix: Add two.").isVisible()).toBe(false);
      await page.getByText("one manager").click();
      expect(await page.getByText("Fix: Add two.").isVisible()).toBe(true);
    }));

  test("shows tasks that move, as they move", () =>
    open(async (page, feed) => {
      await nodeOf(page, "worker-1").getByRole("button", { name: "web.1" }).waitFor();
      const nodes = snapshot().nodes.map((node) => (node.name === "worker-1" ? { ...node, state: "down" } : node));
      const tasks = snapshot().tasks.map((task) => ({ ...task, id: "t2", node: "manager-1", state: "starting" }));
      feed.publish(snapshot({ at: "2026-01-01T12:00:05.000Z", nodes, tasks }));
      await nodeOf(page, "manager-1").getByRole("button", { name: "web.1 starting" }).waitFor();
      expect(await nodeOf(page, "worker-1").getByRole("button").count()).toBe(0);
      expect(await nodeOf(page, "worker-1").textContent()).toContain("down");
      await page.getByText("moves from worker-1 to manager-1").waitFor();
    }));

  test("shows every text of the swarm as text", () =>
    open(
      async (page, feed) => {
        const [node] = snapshot().nodes;
        const name = hostile;
        const row = { ...{ name, mode: name, image: name, running: 0, desired: 1, ports: [name] }, reason: name };
        const task = { ...{ id: "t9", name, service: name, node: name, state: name }, desired: "running", error: name };
        const finding = { severity: "attention" as const, where: name, what: name, why: name, fix: name };
        const nodes = [{ ...(node as Snapshot["nodes"][0]), name, zone: name, unreachable: name, engine: name }];
        const quorum = { held: false, text: name };
        feed.publish(snapshot({ quorum, nodes, services: [row], tasks: [task], findings: [finding] }));
        feed.happened([{ at: "2026-01-01T12:00:09.000Z", where: name, what: name }]);
        feed.problem(name);
        await page.getByRole("alert").getByText(hostile).waitFor();
        await page.locator(".task").click();
        await page.locator("#log-lines").getByText(hostile).waitFor();
        expect(await page.locator("body script, img").count()).toBe(0);
        expect(await page.title()).toBe("Swarm production");
        expect(await page.locator(".node h4").textContent()).toBe(hostile);
      },
      async function* (_task, signal) {
        yield { time: "2026-01-01T12:00:00Z", nodeId: "n", taskId: "t", text: hostile };
        await once(signal, "abort");
      },
    ));

  test("opens a task's log with the keyboard, closes it, and gives the focus back, also while tasks change", () =>
    open(
      async (page, feed) => {
        const focused = () => page.evaluate<string>("document.activeElement?.textContent ?? ''");
        const reach = async (text: string) => {
          for (let presses = 0; (await focused()) !== text; presses++) {
            if (presses > 20) throw new Error(`Tab does not lead to ${text}`);
            await page.keyboard.press("Tab");
          }
        };
        await reach("– production: one manager");
        await page.keyboard.press("Enter");
        await page.getByText("Why: It may fail.").waitFor();
        await reach("web.1");
        const other = { ...(snapshot().tasks[0] as Snapshot["tasks"][0]), id: "t0", name: "api.1" };
        feed.publish(snapshot({ at: "2026-01-01T12:00:05.000Z", tasks: [other, ...snapshot().tasks] }));
        await page.getByRole("button", { name: "api.1" }).waitFor();
        expect(await focused()).toBe("web.1");
        await page.keyboard.press("Enter");
        await page.getByRole("dialog", { name: "Log of web.1 on worker-1" }).waitFor();
        await page.getByText("line of t1").waitFor();
        await page.getByText("New lines come as they are written.").waitFor();
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
        expect(await focused()).toBe("web.1");
      },
      async function* (task, signal) {
        yield { time: "2026-01-01T12:00:00Z", nodeId: "n", taskId: task, text: `line of ${task}` };
        await once(signal, "abort");
      },
    ));

  test("is light or dark as its reader has it, and can be read in both", () =>
    open(async (page) => {
      const looks: number[] = [];
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const found = await page.evaluate<{ back: number; low: string[] }>(contrasts);
        looks.push(found.back);
        expect(found.low).toEqual([]);
      }
      const [light = 0, dark = 1] = looks;
      expect(light).toBeGreaterThan(0.8);
      expect(dark).toBeLessThan(0.1);
    }));

  test("says that what it shows was seen before, once the command has ended", async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const feed = new Feed();
    feed.publish(snapshot());
    await withServer(0, { page: await readPage(), feed, log: async function* () {} }, async (url) => {
      await page.goto(url);
      await page.getByRole("heading", { name: "Swarm production" }).waitFor();
    });
    await page.getByText("What is shown was seen before.").waitFor();
    expect(await page.getByRole("button", { name: "web.1" }).isVisible()).toBe(true);
    await page.close();
  });
});
