import { Firewall } from "../../../../lab/network/firewall";
import { ipv4Of, TCP, UDP } from "../../../../lab/network/frame";
import { EthernetSwitch } from "../../../../lab/network/switch";

const mac = (last: number) => Buffer.from([0x52, 0x54, 0, 0x77, 0, last]);
const BROADCAST = Buffer.alloc(6, 0xff);

interface Fields {
  to: Buffer;
  from: Buffer;
  protocol?: number;
  source?: string;
  destination?: string;
  ports?: [number, number];
  flags?: number;
}

/** An Ethernet frame with an IPv4 packet, as far as the switch reads it. */
function frame({ to, from, protocol = TCP, source, destination, ports = [1, 2], flags = 0x02 }: Fields): Buffer {
  const packet = Buffer.alloc(60);
  to.copy(packet, 0);
  from.copy(packet, 6);
  packet.writeUInt16BE(0x0800, 12);
  packet[14] = 0x45;
  packet[23] = protocol;
  Buffer.from((source ?? "10.77.0.1").split(".").map(Number)).copy(packet, 26);
  Buffer.from((destination ?? "10.77.0.2").split(".").map(Number)).copy(packet, 30);
  packet.writeUInt16BE(ports[0], 34);
  packet.writeUInt16BE(ports[1], 36);
  packet[47] = flags;
  return packet;
}

function threeMachines() {
  const lan = new EthernetSwitch();
  const got: Record<string, Buffer[]> = { a: [], b: [], c: [] };
  for (const name of Object.keys(got)) lan.attach(name, (packet) => got[name]?.push(packet));
  const counts = () => Object.fromEntries(Object.entries(got).map(([name, frames]) => [name, frames.length]));
  return { lan, counts };
}

const a = mac(1);
const b = mac(2);

describe("the lab's switch", () => {
  test("learns where a machine is, and floods what it does not know", () => {
    const { lan, counts } = threeMachines();
    lan.receive("a", frame({ to: b, from: a }));
    expect(counts()).toEqual({ a: 0, b: 1, c: 1 });
    lan.receive("b", frame({ to: a, from: b }));
    expect(counts()).toEqual({ a: 1, b: 1, c: 1 });
    lan.receive("a", frame({ to: BROADCAST, from: a }));
    expect(counts()).toEqual({ a: 1, b: 2, c: 2 });
  });

  test("cuts links between groups in both directions and heals them", () => {
    const { lan, counts } = threeMachines();
    lan.partition([["a"], ["b", "c"]]);
    lan.receive("a", frame({ to: BROADCAST, from: a }));
    lan.receive("b", frame({ to: BROADCAST, from: b }));
    expect(counts()).toEqual({ a: 0, b: 0, c: 1 });
    lan.heal();
    lan.receive("a", frame({ to: BROADCAST, from: a }));
    expect(counts()).toEqual({ a: 0, b: 1, c: 2 });
  });

  test("slows a link in one direction", () => {
    jest.useFakeTimers();
    const { lan, counts } = threeMachines();
    lan.impair("a", "b", { delay: 100 });
    lan.receive("a", frame({ to: BROADCAST, from: a }));
    expect(counts()).toEqual({ a: 0, b: 0, c: 1 });
    jest.advanceTimersByTime(100);
    expect(counts()).toEqual({ a: 0, b: 1, c: 1 });
    jest.useRealTimers();
  });

  test("counts what it drops for a firewall", () => {
    const { lan, counts } = threeMachines();
    lan.setFirewall("b", [{ protocol: "tcp", ports: [2377, 2377], sources: ["10.77.0.0/24"] }]);
    lan.receive("a", frame({ to: b, from: a, ports: [40_000, 22] }));
    expect(counts().b).toBe(0);
    lan.receive("a", frame({ to: b, from: a, ports: [40_000, 2377] }));
    expect(counts().b).toBe(1);
    expect(lan.statistics().find(({ name }) => name === "b")).toMatchObject({ dropped: 1, sent: 1 });
  });
});

describe("a machine's firewall", () => {
  const packet = (fields: Partial<Fields>) => {
    const found = ipv4Of(frame({ to: b, from: a, ...fields }));
    if (!found) throw new Error("no packet");
    return found;
  };
  const rules = new Firewall([
    { protocol: "tcp", ports: [7946, 7946], sources: ["10.77.0.0/24"] },
    { protocol: "udp", ports: [4000, 5000], sources: ["10.77.0.0/24"] },
    { protocol: "esp", sources: ["10.77.0.7/32"] },
  ]);

  test.each([
    ["tcp from the network", { ports: [1, 7946] as [number, number] }, true],
    ["tcp from elsewhere", { ports: [1, 7946] as [number, number], source: "10.78.0.1" }, false],
    ["another tcp port", { ports: [1, 2377] as [number, number] }, false],
    ["udp within the range", { protocol: UDP, ports: [1, 4789] as [number, number] }, true],
    ["udp outside of it", { protocol: UDP, ports: [1, 53] as [number, number] }, false],
    ["esp from its peer", { protocol: 50, source: "10.77.0.7" }, true],
    ["esp from another", { protocol: 50 }, false],
  ])("%s", (_name, fields, allowed) => {
    expect(rules.allows(packet(fields), 0)).toBe(allowed);
  });

  test("an open connection goes on, and answers to what the machine sent pass for a while", () => {
    expect(rules.allows(packet({ ports: [1, 22], flags: 0x10 }), 0)).toBe(true);
    const question = packet({ protocol: UDP, source: "10.77.0.2", destination: "10.77.0.1", ports: [999, 53] });
    const answer = packet({ protocol: UDP, ports: [53, 999] });
    expect(rules.allows(answer, 0)).toBe(false);
    rules.sent(question, 0);
    expect(rules.allows(answer, 1_000)).toBe(true);
    expect(rules.allows(answer, 200_000)).toBe(false);
  });
});
