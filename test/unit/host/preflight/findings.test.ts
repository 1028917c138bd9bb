import { SwarmError } from "../../../../provisioners/core/errors";
import { type Facts, parseFacts } from "../../../../provisioners/host/facts/facts";
import type { Intent, Looked, PreflightHost } from "../../../../provisioners/host/preflight/check";
import { checks, findingsOf } from "../../../../provisioners/host/preflight/checks";
import { checkNames } from "../../../../provisioners/host/preflight/names";
import { preflightInputs } from "../../../../provisioners/host/preflight/schema";
import { BARE } from "../facts/host-facts";
import { host } from "./hosts";

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
      "a advertise-address: its address 10.77.0.11 is not an address of it; its addresses: no",
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

  test("names a clock 2 h behind, and one ahead, with the skew (F14)", () => {
    expect(find([known("a", behind(7200)), known("b", behind(-95.4))])).toEqual([
      "a clock: its clock is 2 h 0 min behind this computer's; 60 s are allowed",
      "b clock: its clock is 2 min ahead of this computer's; 60 s are allowed",
    ]);
  });

  test("names duplicates by hostname and by machine ID", () => {
    const clone = { hostname: "a", machineId: "id of a" };
    expect(find([known("a"), known("b", clone), known("c", clone)])).toEqual([
      "b hostname: it has the hostname of a too: a",
      "b machine-id: it has the machine ID of a too: id of a",
      "c hostname: it has the hostname of a too: a",
      "c machine-id: it has the machine ID of a too: id of a",
    ]);
    expect(find([known("a"), known("b", { hostname: "a" })], { setsHostname: true })).toEqual([]);
  });

  test("names different MTUs of the interfaces that are advertised, and of no others (F17)", () => {
    const small = { mtu: { eth0: 1420, eth1: 9001 } };
    expect(find([known("a", { mtu: { eth0: 1500, eth1: 1280 } }), known("b", small), known("c", small)])).toEqual([
      "a mtu: the MTU at 10.77.0.11 is 1500; that of b is 1420",
    ]);
    expect(find([known("a", small), known("b", small)])).toEqual([]);
  });

  test("a data path address in the place of the advertised one: its interface counts, and it is the host's own", () => {
    const onEth1 = (name: string, dataPathAddress: string, mtu: number): Looked => {
      const looked = known(name, { mtu: { eth0: 1500, eth1: mtu } });
      return { ...looked, host: { ...looked.host, dataPathAddress } };
    };
    expect(find([onEth1("a", "192.168.1.5", 9001), onEth1("b", "192.168.1.5", 1420)])).toEqual([
      "a mtu: the MTU at 192.168.1.5 is 9001; that of b is 1420",
    ]);
    expect(find([onEth1("a", "192.168.7.1", 1500)])).toEqual([
      "a advertise-address: its dataPathAddress 192.168.7.1 is not an address of it; its addresses: 10.77.0.11 (eth0), 192.168.1.5 (eth1)",
    ]);
  });

  test("no SSH and no root, beside those of the others", () => {
    const lost = { code: "SSH_UNREACHABLE", summary: "The host cannot be reached over SSH", cause: "refused" } as const;
    const noSudo = { code: "SSH_NO_SUDO", summary: "The user ops cannot become root", fix: "Log in as root" } as const;
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
