import { messageOf, SwarmError } from "../../../../provisioners/core/errors";
import type { Host } from "../../../../provisioners/docker/host";
import { preflight } from "../../../../provisioners/host/preflight/preflight";
import { preflightInputs } from "../../../../provisioners/host/preflight/schema";
import { connection, type FakeContext, fakeContext } from "../../fakes/context";
import { INSTALLED } from "../facts/host-facts";
import { host } from "./hosts";

describe("the resource", () => {
  /** Hosts by name that answer with this output, or with this error. */
  function contextOf(answers: Record<string, string | SwarmError>): FakeContext {
    return fakeContext(async ({ host: name }) => {
      const answer = answers[name];
      if (answer === undefined || answer instanceof SwarmError) throw answer ?? new Error(`no ${name}`);
      const run = async () => ({ stdout: answer, stderr: "", code: 0 });
      return { label: name, run } as unknown as Host;
    });
  }
  /** The output on a host whose clock agrees with the test's. */
  const output = (name: string, text = INSTALLED) =>
    text
      .replace("\nm1 ", `\n${name} `)
      .replace(/e2233\w+/, `id-of-${name}`)
      .replace(/179525059\d\.\d+/g, "1000.000");
  const inputsOf = (...names: string[]) =>
    preflightInputs.parse({ hosts: names.map((name) => ({ ...host(name, "worker") })) });
  const unreachable = new SwarmError({ code: "SSH_UNREACHABLE", kind: "transport", summary: "No SSH connection" });
  const refusal = async (run: Promise<unknown> | undefined) => {
    const error = await run?.then(
      () => undefined,
      (caught) => caught as SwarmError,
    );
    return { code: error?.code, text: messageOf(error) };
  };

  test("passes with the smallest MTU, in a preview as well", async () => {
    const small = output("b").replace("mtu 1500", "mtu 1420");
    const context = contextOf({ a: output("a"), b: small });
    const inputs = { ...inputsOf("a", "b"), skipChecks: ["mtu" as const] };
    expect(await preflight.create(context, inputs)).toEqual({ id: "preflight", outputs: { mtu: 1420 } });
    expect(await preflight.preview?.(context, inputs)).toEqual({ mtu: 1420 });
    expect(context.statuses.at(-1)).toBe("looked at 2 of 2 hosts");
  });

  test("fails with one error that lists every finding of every host, and says that nothing was changed (F14)", async () => {
    const late = output("a").replace(/1000\.000/g, "-6200.000");
    const context = contextOf({ a: late, b: unreachable, c: output("c") });
    const { code, text } = await refusal(preflight.create(context, inputsOf("a", "b", "c")));
    expect(code).toBe("PREFLIGHT_FAILED");
    expect(text.split("\n")).toEqual([
      "The preflight has 2 findings on 2 of 3 hosts; nothing was changed on any of them",
      "Cause: a: its clock is 2 h 0 min behind this computer's; 60 s are allowed [clock]",
      expect.stringMatching(/^ {4}Fix: Turn time synchronisation on there/),
      "  b: No SSH connection [reachable]",
      expect.stringMatching(/^ {4}Fix: Look at the reason/),
      expect.stringMatching(/^Fix: Correct these and run again\..*`skipChecks`/),
    ]);
    expect((await refusal(preflight.preview?.(context, inputsOf("a", "b", "c")))).code).toBe("PREFLIGHT_FAILED");
  });

  test("a host that passed before and is out of reach does not keep a new one from being added", async () => {
    const context = contextOf({ a: unreachable, b: output("b") });
    const state = { ...inputsOf("a"), mtu: 1420 };
    expect(await preflight.update?.(context, "preflight", state, inputsOf("a", "b"))).toEqual({ mtu: 1420 });
    expect(context.lines).toEqual([expect.stringMatching(/^a is not looked at again.*No SSH connection/s)]);
    // Its connection is another one: a new machine in its place.
    const moved = { ...state, hosts: state.hosts.map((each) => ({ ...each, connection: connection("old") })) };
    expect((await refusal(preflight.update?.(context, "preflight", moved, inputsOf("a", "b")))).code).toBe(
      "PREFLIGHT_FAILED",
    );
  });

  test("counts volumes as deletable after a run that failed while it turned their retention off", async () => {
    const context = contextOf({ a: unreachable, b: unreachable });
    const declared = (...names: string[]) =>
      preflightInputs.parse({ hosts: names.map((name) => host(name, "manager")), volumes: ["vol-1"] });
    const state = { ...declared("a"), retained: true, mtu: 1500 };
    const without = { ...declared("a"), volumes: [] };
    expect(preflight.checkPlan?.(state, without)).toEqual([]);
    const failing = preflight.update?.(context, "preflight", state, declared("a", "b"));
    expect((await refusal(failing)).code).toBe("PREFLIGHT_FAILED");
    // As the engine keeps it: the inputs of before, and what the failed run has left.
    const left = { ...state, ...(context.kept.at(-1)?.outputs as object) };
    expect(preflight.checkPlan?.(left, without)).toEqual([
      {
        property: "volumes",
        reason: expect.stringContaining("deletes the volume vol-1 with everything that is on it"),
      },
    ]);
    const passing = contextOf({ a: output("a") });
    expect(await preflight.update?.(passing, "preflight", left, { ...state, retained: true })).toEqual({ mtu: 1500 });
  });

  test.each([
    ["name", "a", "10.77.0.13"],
    ["address", "c", "10.77.0.11"],
  ])("refuses two hosts of one %s", (key, name, address) => {
    const hosts = [
      { ...host("a"), address: "10.77.0.11" },
      { ...host("b"), address: "10.77.0.12" },
      { ...host(name), address },
    ];
    expect(preflight.check?.(preflightInputs.parse({ hosts }))).toEqual([
      { property: `hosts[2].${key}`, reason: expect.stringContaining("hosts[0]") },
    ]);
  });
});
