import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { Feed } from "../../../../cli/dashboard/feed";
import { readPage } from "../../../../cli/dashboard/page-files";
import type { Sources } from "../../../../cli/dashboard/routes";
import { withServer } from "../../../../cli/dashboard/server";
import { seen } from "./seen";

jest.setTimeout(60_000);

interface Given {
  host?: string;
  method?: string;
}

/** The answer's head; its body goes on. */
async function ask(url: string, { host, method }: Given = {}): Promise<IncomingMessage> {
  const asked = request(url, { method, headers: host === undefined ? {} : { host } }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return response.setEncoding("utf8");
}

async function statusOf(url: string, given?: Given): Promise<number | undefined> {
  const response = await ask(url, given);
  response.resume();
  return response.statusCode;
}

/** Events of a stream as they come. */
async function* eventsOf(response: IncomingMessage): AsyncGenerator<{ name: string; data: unknown }> {
  let rest = "";
  for await (const chunk of response as AsyncIterable<string>) {
    const blocks = `${rest}${chunk}`.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const [, name = "", data = ""] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      yield { name, data: JSON.parse(data) as unknown };
    }
  }
}

async function next<T>(events: AsyncGenerator<T>): Promise<T> {
  const { value, done } = await events.next();
  if (done) throw new Error("the stream has ended");
  return value;
}

const noLog: Sources["log"] = () => {
  throw new Error("no log is asked for");
};

async function serving<T>(work: (url: string, feed: Feed) => Promise<T>, log = noLog): Promise<T> {
  const feed = new Feed();
  return withServer(0, { page: await readPage(), feed, log }, (url) => work(url, feed));
}

describe("the dashboard's server", () => {
  test("serves the page to who has the URL, on both loopback addresses", () =>
    serving(async (url) => {
      const page = await ask(url);
      expect(page.statusCode).toBe(200);
      expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
      const text = (await page.toArray()).join("");
      const files = [...text.matchAll(/(?:src|href)="(page\.\w+)"/g)].map(([, name]) => name);
      expect(files).toEqual(["page.css", "page.mjs"]);
      for (const file of files) expect(await statusOf(`${url}${file}`)).toBe(200);
      expect(await statusOf(`${url}another.mjs`)).toBe(404);
      const { port, pathname } = new URL(url);
      expect(await statusOf(`http://localhost:${port}${pathname}`)).toBe(200);
    }));

  test("refuses who has no token or another one", () =>
    serving(async (url) => {
      const { origin, pathname } = new URL(url);
      const other = pathname.replace(/^\/./, (start) => (start === "/A" ? "/B" : "/A"));
      for (const path of ["/", "/page.css", "/events", "//", other, `${other}events`, pathname.slice(0, -1)]) {
        expect(await statusOf(`${origin}${path}`)).toBe(403);
      }
    }));

  test("has another token in each run", async () => {
    const tokens = [await serving(async (url) => url), await serving(async (url) => url)].map((url) =>
      new URL(url).pathname.slice(1, -1),
    );
    expect(tokens[0]).toMatch(/^[\w-]{32}$/);
    expect(tokens[0]).not.toBe(tokens[1]);
  });

  test("refuses who calls it by another name: a page of the web whose name leads here", () =>
    serving(async (url) => {
      const { port } = new URL(url);
      for (const host of ["example.com", `example.com:${port}`, "127.0.0.1:1", `127.0.0.1.example.com:${port}`]) {
        expect(await statusOf(url, { host })).toBe(403);
      }
      expect(await statusOf(url, { host: `[::1]:${port}` })).toBe(200);
    }));

  test("only shows", () =>
    serving(async (url) => {
      for (const method of ["POST", "PUT", "DELETE"]) expect(await statusOf(url, { method })).toBe(405);
    }));

  test("lets the page run and load nothing but what is from here, refusals too", () =>
    serving(async (url) => {
      for (const path of [url, new URL(url).origin]) {
        const { headers } = await ask(path);
        const policy = String(headers["content-security-policy"]);
        expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
        expect(policy).not.toMatch(/unsafe|https?:|\*/);
        expect(headers).toMatchObject({ "referrer-policy": "no-referrer", "x-content-type-options": "nosniff" });
        expect(headers["access-control-allow-origin"]).toBeUndefined();
      }
    }));

  test("says that a port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const sources = { page: new Map(), feed: new Feed(), log: noLog };
    const work = async () => undefined;
    await expect(withServer(port, sources, work)).rejects.toMatchObject({ code: "DASHBOARD_PORT" });
    other.close();
  });
});

describe("the stream of events", () => {
  test("gives what is known first, then what is new", () =>
    serving(async (url, feed) => {
      feed.publish(seen());
      const events = eventsOf(await ask(`${url}events`));
      expect(await next(events)).toEqual({ name: "snapshot", data: JSON.parse(JSON.stringify(seen())) });
      expect(await next(events)).toEqual({ name: "happenings", data: [] });
      feed.publish(seen("api"));
      expect(await next(events)).toMatchObject({
        name: "snapshot",
        data: { services: [{ name: "api" }, { name: "web" }] },
      });
      expect(await next(events)).toMatchObject({ name: "happenings", data: [{ where: "api.1" }, { where: "api.2" }] });
    }));

  test("ends with the command", async () => {
    const response = await serving(async (url, feed) => {
      feed.publish(seen());
      return ask(`${url}events`);
    });
    const read = async () => {
      for await (const _ of eventsOf(response));
    };
    await expect(read()).rejects.toThrow("aborted");
  });

  test("is told nothing more once its page is closed", () =>
    serving(async (url, feed) => {
      const response = await ask(`${url}events`);
      await feed.listened(new AbortController().signal);
      response.destroy();
      const listened = () => feed.listened(AbortSignal.abort());
      // Nobody listens any more: waiting for somebody is refused at once.
      for (;;) {
        const isGone = await listened().then(
          () => false,
          () => true,
        );
        if (isGone) break;
        await new Promise(setImmediate);
      }
    }));
});

describe("the log of a task", () => {
  const line = (text: string) => ({ time: "2026-01-01T12:00:00.000000001Z", nodeId: "n", taskId: "t", text });

  test("has its lines without colours, and its end", () =>
    serving(
      async (url) => {
        const events = eventsOf(await ask(`${url}log/abc123`));
        const { time } = line("");
        expect(await next(events)).toEqual({ name: "line", data: { time, text: "abc123 red" } });
        expect(await next(events)).toEqual({ name: "end", data: null });
        expect((await events.next()).done).toBe(true);
      },
      async function* (task) {
        yield line(`${task} \x1b[31mred\x1b[0m`);
      },
    ));

  test("has the reason why it cannot be read", () =>
    serving(
      async (url) => {
        const events = eventsOf(await ask(`${url}log/abc123`));
        expect(await next(events)).toEqual({ name: "problem", data: "no manager sees a leader" });
      },
      // biome-ignore lint/correctness/useYield: it fails before its first line
      async function* () {
        throw new Error("no manager sees a leader");
      },
    ));

  test("is let go when its dialog is closed", async () => {
    let signal: AbortSignal | undefined;
    await serving(
      async (url) => {
        const response = await ask(`${url}log/abc123`);
        await next(eventsOf(response));
        response.destroy();
        if (!signal?.aborted) await once(signal as AbortSignal, "abort");
      },
      async function* (_task, given) {
        signal = given;
        yield line("first");
        await once(given, "abort");
      },
    );
    expect(signal?.aborted).toBe(true);
  });
});
