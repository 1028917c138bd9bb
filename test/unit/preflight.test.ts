import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { Address4 } from "ip-address";
import { daemonKeys, mtuOf } from "../../provisioners/engine/mtu";
import { messageOf, SwarmError } from "../../provisioners/errors";
import { overlap } from "../../provisioners/host/cidr";
import { offsetOf } from "../../provisioners/host/clock";
import { type Facts, parseFacts } from "../../provisioners/host/facts";
import type { Intent, Looked, PreflightHost } from "../../provisioners/host/preflight/check";
import { checks, findingsOf } from "../../provisioners/host/preflight/checks";
import { checkNames } from "../../provisioners/host/preflight/names";
import { preflight } from "../../provisioners/host/preflight/preflight";
import { preflightInputs } from "../../provisioners/host/preflight/schema";
import { packageRoot } from "../../provisioners/paths";
import type { Host } from "../../provisioners/ssh/types";
import { connection, type FakeContext, fakeContext } from "./fakes/context";
import { BARE, INSTALLED } from "./host-facts";

const host = (name: string, role: PreflightHost["role"] = "manager"): PreflightHost => ({
  ...{ name, role, address: "10.77.0.11", connection: connection(name) },
});
/** A host with a hostname and a machine ID of its own, nothing on its ports and nothing wrong. */
const known = (name: string, changes: Partial<Facts> = {}, role?: PreflightHost["role"]): Looked => ({
  host: host(name, role),
  facts: { ...parseFacts(BARE), hostname: name, machineId: `id of ${name}`, listeners: [], ...changes },
});
const intentOf = (looked: readonly Looked[], changes: Partial<Intent> = {}): Intent =>
  preflightInputs.parse({ hosts: looked.map((each) => each.host), addressPools: ["10.201.0.0/16"], ...changes });
/** Findings as one line each. */
const find = (looked: readonly Looked[], changes: Partial<Intent> = {}) =>
  findingsOf(looked, intentOf(looked, changes)).map(({ check, host, reason }) => `${host} ${check}: ${reason}`);
const behind = (seconds: number, uncertainty = 0) => ({ clock: { ms: -seconds * 1000, uncertainty } });

test("two hosts with nothing wrong have no findings", () => {
  expect(find([known("a"), known("b", {}, "worker")])).toEqual([]);
});

describe("a finding for", () => {
  test.each<[string, Partial<Facts>, string]>([
    [
      "another system",
      { os: { ...parseFacts(BARE).os, version: "11", name: "Debian 11" } },
      "a os: Debian 11 is not supp",
    ],
    ["another init", { init: "init" }, "a systemd: the first process is init; systemd is needed"],
    [
      "a broken daemon.json",
      { daemonJson: '{"a": 1,\n' },
      "a daemon-json: /etc/docker/daemon.json is not valid JSON: li",
    ],
    [
      "live-restore in the file",
      { daemonJson: '{"live-restore": true}' },
      "a live-restore: /etc/docker/daemon.json se",
    ],
    ["live-restore by flag", { daemon: { swarm: "inactive", liveRestore: true } }, "a live-restore: Docker runs with"],
    ["nftables in the file", { daemonJson: '{"firewall-backend": "nftables"}' }, "a nftables: /etc/docker/daemon.json"],
    [
      "nftables by flag",
      { daemon: { swarm: "inactive", liveRestore: false, firewall: "nftables+firewalld" } },
      "a nftables: Docker runs with the firewall backend nftables",
    ],
    ["a full disk", { disk: { path: "/data", free: 12 } }, "a disk: 12 MiB are free at /data; 1024 MiB are needed"],
    [
      "no such address",
      { addresses: [] },
      "a advertise-address: 10.77.0.11 is not an address of it; its addresses: no",
    ],
    [
      "a route into the address pools",
      { routes: [{ network: "10.201.5.0/24", device: "wg0" }] },
      "a address-pools: the address pool 10.201.0.0/16 overlaps its route to 10.201.5.0/24 (wg0)",
    ],
    [
      "a taken port",
      { listeners: [{ protocol: "tcp", port: 7946, process: "serf" }] },
      "a ports: 7946/tcp (swarm gossip) is taken by serf",
    ],
    [
      "VXLAN of another",
      { listeners: [{ protocol: "udp", port: 4789 }] },
      "a ports: 4789/udp (overlay networks) is taken by the kernel",
    ],
  ])("%s", (_, changes, text) => {
    expect(find([known("a", changes)])).toEqual([expect.stringContaining(text)]);
  });

  test("F14 a clock 2 h behind, and one ahead, with the skew", () => {
    expect(find([known("a", behind(7200)), known("b", behind(-95.4))])).toEqual([
      "a clock: its clock is 2 h 0 min behind this computer's; 60 s are allowed",
      "b clock: its clock is 2 min ahead of this computer's; 60 s are allowed",
    ]);
  });

  test("twins by hostname and by machine ID", () => {
    const twin = { hostname: "a", machineId: "id of a" };
    expect(find([known("a"), known("b", twin), known("c", twin)])).toEqual([
      "b hostname: it has the hostname of a too: a",
      "b machine-id: it has the machine ID of a too: id of a",
      "c hostname: it has the hostname of a too: a",
      "c machine-id: it has the machine ID of a too: id of a",
    ]);
    expect(find([known("a"), known("b", { hostname: "a" })], { setsHostname: true })).toEqual([]);
  });

  test("F17 different MTUs of the interfaces that are advertised, and of no others", () => {
    const small = { mtu: { eth0: 1420, eth1: 9001 } };
    expect(find([known("a", { mtu: { eth0: 1500, eth1: 1280 } }), known("b", small), known("c", small)])).toEqual([
      "a mtu: the MTU at 10.77.0.11 is 1500; that of b is 1420",
    ]);
    expect(find([known("a", small), known("b", small)])).toEqual([]);
  });

  test("no SSH and no root, beside those of the others", () => {
    const lost = { code: "SSH_UNREACHABLE", summary: "The host cannot be reached over SSH", cause: "refused" };
    const noSudo = { code: "SSH_NO_SUDO", summary: "The user ops cannot become root", fix: "Log in as root" };
    const looked = [
      { host: host("a"), error: new SwarmError(lost) },
      { host: host("b"), error: new SwarmError(noSudo) },
      known("c", behind(90)),
    ];
    expect(find(looked)).toEqual([
      "a reachable: The host cannot be reached over SSH: refused",
      "b root: The user ops cannot become root",
      expect.stringMatching(/^c clock/),
    ]);
    const fixes = findingsOf(looked, intentOf(looked)).map(({ fix }) => fix);
    expect(fixes).toEqual([checks.reachable.fix, "Log in as root", checks.clock.fix]);
  });
});

describe("no finding for", () => {
  test("what the swarm itself has on its hosts", () => {
    const ours: Partial<Facts> = {
      daemon: { swarm: "active", liveRestore: false, firewall: "iptables" },
      listeners: [
        { protocol: "tcp", port: 2377, process: "dockerd" },
        { protocol: "tcp", port: 7946, process: "dockerd" },
        { protocol: "udp", port: 7946, process: "dockerd" },
        { protocol: "udp", port: 4789 },
      ],
      routes: ["docker0", "docker_gwbridge", "br-0123456789ab"].map((device) => ({ network: "10.201.0.0/24", device })),
    };
    expect(find([known("a", ours)])).toEqual([]);
    // Without a quorum the daemon does not answer in time.
    expect(find([known("a", { ...ours, daemon: undefined })])).toEqual([]);
  });

  test("2377 on a worker, and ports that the swarm does not use", () => {
    const taken = (port: number) => ({ listeners: [{ protocol: "tcp" as const, port, process: "x" }] });
    expect(find([known("a", taken(2377), "worker")])).toEqual([]);
    expect(find([known("a", taken(2377), "manager")])).toHaveLength(1);
    expect(find([known("a", taken(4789))])).toEqual([]);
    expect(find([known("a", taken(22))])).toEqual([]);
  });

  test("4789 where overlay networks have another port", () => {
    const taken = [known("a", { listeners: [{ protocol: "udp", port: 4789, process: "x" }] })];
    expect(find(taken)).toEqual(["a ports: 4789/udp (overlay networks) is taken by x"]);
    expect(find(taken, { dataPathPort: 4790 })).toEqual([]);
  });

  test("a clock that may be right, by the time the question was on its way", () => {
    expect(find([known("a", behind(61, 1500))])).toEqual([]);
    expect(find([known("a", behind(61, 500))])).toHaveLength(1);
    expect(find([known("a", behind(90))], { maxClockSkew: 100 })).toEqual([]);
  });

  test("what is skipped, whichever it is", () => {
    const looked = [known("a", { init: "x", ...behind(99) })];
    expect(find(looked, { skipChecks: ["clock"] })).toEqual([expect.stringMatching(/^a systemd/)]);
    expect(find(looked, { skipChecks: [...checkNames] })).toEqual([]);
  });
});

const byte = fc.integer({ min: 0, max: 255 });
const network = fc
  .tuple(byte, byte, byte, byte, fc.integer({ min: 0, max: 32 }))
  .map(([a, b, c, d, mask]) => `${a}.${b}.${c}.${d}/${mask}`);

test("networks overlap exactly where one's first address is in the other's range", () => {
  const range = (cidr: string) => {
    const address = new Address4(cidr);
    return [address.startAddress().bigInt(), address.endAddress().bigInt()] as const;
  };
  fc.assert(
    fc.property(network, network, (one, other) => {
      const [[a, b], [c, d]] = [range(one), range(other)];
      expect(overlap(one, other)).toBe(a <= d && c <= b);
      expect(overlap(other, one)).toBe(overlap(one, other));
      expect(overlap(one, one)).toBe(true);
    }),
  );
});

test("the true offset of a clock is always within the uncertainty", () => {
  const ms = fc.integer({ min: 0, max: 60_000 });
  fc.assert(
    fc.property(fc.integer({ min: -1e8, max: 1e8 }), ms, ms, ms, (offset, there, script, back) => {
      const sent = 1_795_250_593_000;
      const stamp = (time: number) => (time / 1000).toFixed(9);
      const times = { began: stamp(sent + there + offset), ended: stamp(sent + there + script + offset) };
      const found = offsetOf({ sent, received: sent + there + script + back }, times);
      expect(Math.abs((found?.ms ?? Number.NaN) - offset)).toBeLessThanOrEqual((found?.uncertainty ?? 0) + 1);
      expect(found?.uncertainty).toBeLessThanOrEqual((there + back) / 2 + 1);
    }),
  );
  expect(offsetOf({ sent: 0, received: 1 }, { began: "", ended: "" })).toBeUndefined();
});

describe("the MTU of networks", () => {
  const option = "com.docker.network.driver.mtu";
  test("is left to Docker from 1500 on", () => {
    expect(daemonKeys({ daemon: { debug: true }, mtu: 9001 })).toEqual({ debug: true });
    expect(mtuOf({ "default-network-opts": { overlay: {} } }, { daemon: {}, mtu: 9001 })).toBe(9001);
  });

  test("F17 is set below it; what the user says himself comes first", () => {
    expect(daemonKeys({ daemon: {}, mtu: 1420 })).toEqual({
      mtu: 1420,
      "default-network-opts": { bridge: { [option]: "1420" }, overlay: { [option]: "1420" } },
    });
    const daemon = {
      mtu: 1300,
      "default-network-opts": { overlay: { [option]: "1300", x: "y" }, macvlan: { z: "1" } },
    };
    expect(daemonKeys({ daemon, mtu: 1420 })).toEqual({
      mtu: 1300,
      "default-network-opts": {
        bridge: { [option]: "1420" },
        overlay: { [option]: "1300", x: "y" },
        macvlan: { z: "1" },
      },
    });
  });

  test("that somebody took away is seen", () => {
    const ours = { daemon: {}, mtu: 1420 };
    expect(mtuOf(daemonKeys(ours), ours)).toBe(1420);
    expect(mtuOf({ mtu: 1420 }, ours)).toBe(1500);
  });
});

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
      .replace("\nm1\n", `\n${name}\n`)
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

  test("F14 fails with one error that lists every finding of every host, and says that nothing was changed", async () => {
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

  test("refuses two hosts of one name", () => {
    expect(preflight.check?.(inputsOf("a", "b", "a"))).toEqual([
      { property: "hosts[2].name", reason: expect.stringContaining("hosts[0]") },
    ]);
  });
});

test("the documentation lists the checks as they are", () => {
  const page = readFileSync(join(packageRoot, "docs/hosts.md"), "utf8");
  const rows = checkNames.map((name) => `| \`${name}\` | ${checks[name].refuses} | ${checks[name].fix} |`);
  expect(page).toContain(["| check | refuses | fix |", "|---|---|---|", ...rows, ""].join("\n"));
});
