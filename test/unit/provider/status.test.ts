import { engineAddress } from "../../../provisioners/provider/engine-log";
import { Redactor } from "../../../provisioners/provider/redactor";
import { type Entry, Line } from "../../../provisioners/provider/status";
import { connection, KEY, provider, urn, wrapped } from "./sample";

const line = () => {
  const said: Entry[] = [];
  return { said, line: new Line("urn", async (entry) => void said.push(entry), new Redactor()) };
};

describe("status", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test("shows five a second and always the last", async () => {
    const { said, line: status } = line();
    for (let i = 1; i <= 100; i++) {
      status.status(`step ${i}`);
      jest.advanceTimersByTime(10);
    }
    expect(said.length).toBeGreaterThanOrEqual(5);
    expect(said.length).toBeLessThanOrEqual(6);
    await status.end();
    expect(said.at(-1)).toEqual({ urn: "urn", text: "step 100", severity: "info", ephemeral: true });
  });

  test("shows the last one without another call, one line of it, and nothing twice", () => {
    const { said, line: status } = line();
    for (const text of ["a", "b", "c\nand more"]) status.status(text);
    jest.advanceTimersByTime(1_000);
    status.status("c\nand more");
    jest.advanceTimersByTime(1_000);
    expect(said.map(({ text }) => text)).toEqual(["a", "c"]);
  });

  test("says nothing after the end", async () => {
    const { said, line: status } = line();
    await status.end();
    status.status("late");
    status.log("late");
    jest.advanceTimersByTime(1_000);
    expect(said).toEqual([]);
  });
});

describe("redaction", () => {
  test("masks known secrets in any form, one line of a key, and what looks like a secret", () => {
    const redactor = new Redactor();
    redactor.learn([KEY, 'pass"word-1', "short"]);
    const masked = (text: string) => redactor.text(text);
    expect(masked(`<${KEY.trim()}>`)).toBe("<[secret]>");
    expect(masked("got not-a-real-key-but-long-enough")).toBe("got [secret]");
    expect(masked(JSON.stringify({ a: 'pass"word-1' }))).toBe('{"a":"[secret]"}');
    expect(masked(Buffer.from('pass"word-1').toString("base64"))).toBe("[secret]");
    expect(masked("join --token SWMTKN-1-3pu6hszjas19xyp-7ghgosyx 10.0.0.1:2377")).toBe(
      "join --token [secret] 10.0.0.1:2377",
    );
    expect(masked("SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8.")).toBe("[secret].");
    expect(masked("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n")).toBe("[secret]");
    expect(masked("short words stay")).toBe("short words stay");
  });

  test("leaves the plain parts of a connection that came as one secret", async () => {
    const { adapter, said } = provider({
      create: async (context, { hosts, password }) => {
        context.log(`${hosts[0]?.connection.host} ${hosts[0]?.connection.privateKey} ${password}`, "warning");
        return { id: "x", outputs: { place: "", token: "" } };
      },
    });
    const hosts = wrapped([{ address: "10.0.0.1", connection }]);
    const { outs } = await adapter.create(urn, { zone: "a", password: wrapped("hunter2hunter2"), hosts });
    expect(said).toEqual([{ urn, text: "203.0.113.7 [secret] [secret]", severity: "warning", ephemeral: false }]);
    expect(outs.hosts).toEqual(hosts);
  });
});

test("the engine's address is the first argument that is no option", () => {
  expect(engineAddress(["--logtostderr", "-v=9", "--tracing", "file:x", "127.0.0.1:4000"])).toBe("127.0.0.1:4000");
  expect(engineAddress([])).toBeUndefined();
});
