import { Firewall, type InboundRule } from "./firewall";
import { destinationMac, ipv4Of, isForAll, sourceMac } from "./frame";

/** What happens to frames from one machine to another. */
export interface Impairment {
  /** Milliseconds added. */
  delay?: number;
  /** Random milliseconds added on top. */
  jitter?: number;
  /** Share of frames lost, 0 to 1; 1 cuts the link. */
  loss?: number;
}

export interface PortStatistics {
  name: string;
  received: number;
  sent: number;
  dropped: number;
}

interface Port extends PortStatistics {
  send: (frame: Buffer) => void;
  firewall?: Firewall;
}

/** A learning Ethernet switch whose links can be cut, slowed, made lossy and firewalled, per machine. */
export class EthernetSwitch {
  private readonly ports = new Map<string, Port>();
  private readonly macs = new Map<string, Port>();
  private readonly impairments = new Map<string, Impairment>();

  /** Adds a port; what comes out of it goes to `send`. */
  attach(name: string, send: (frame: Buffer) => void): void {
    this.ports.set(name, { name, send, received: 0, sent: 0, dropped: 0 });
  }

  detach(name: string): void {
    const port = this.ports.get(name);
    this.ports.delete(name);
    for (const [mac, owner] of this.macs) if (owner === port) this.macs.delete(mac);
  }

  /** A frame that came in at a port. */
  receive(name: string, frame: Buffer): void {
    const from = this.ports.get(name);
    if (!from || frame.length < 14) return;
    from.received++;
    this.macs.set(sourceMac(frame), from);
    const known = isForAll(frame) ? undefined : this.macs.get(destinationMac(frame));
    if (known) {
      if (known !== from) this.forward(from, known, frame);
      return;
    }
    for (const port of this.ports.values()) if (port !== from) this.forward(from, port, frame);
  }

  /** Sets what happens to frames from one machine to another, in that direction; undefined makes the link whole. */
  impair(from: string, to: string, impairment: Impairment | undefined): void {
    if (impairment) this.impairments.set(link(from, to), impairment);
    else this.impairments.delete(link(from, to));
  }

  /** Cuts every link between different groups; machines in no group keep theirs. */
  partition(groups: readonly (readonly string[])[]): void {
    for (const one of groups) {
      for (const other of groups) {
        if (one === other) continue;
        for (const from of one) for (const to of other) this.impair(from, to, { loss: 1 });
      }
    }
  }

  /** Makes every link whole again; firewalls stay. */
  heal(): void {
    this.impairments.clear();
  }

  /** Drops what comes in at a machine unless a rule allows it; undefined takes the firewall away. */
  setFirewall(name: string, rules: readonly InboundRule[] | undefined): void {
    const port = this.ports.get(name);
    if (port) port.firewall = rules && new Firewall(rules);
  }

  statistics(): PortStatistics[] {
    return [...this.ports.values()].map(({ name, received, sent, dropped }) => ({ name, received, sent, dropped }));
  }

  private forward(from: Port, to: Port, frame: Buffer): void {
    if (from.firewall || to.firewall) {
      const packet = ipv4Of(frame);
      const now = Date.now();
      if (packet) from.firewall?.sent(packet, now);
      if (packet && to.firewall && !to.firewall.allows(packet, now)) {
        to.dropped++;
        return;
      }
    }
    const impairment = this.impairments.get(link(from.name, to.name));
    if (impairment?.loss && Math.random() < impairment.loss) {
      to.dropped++;
      return;
    }
    to.sent++;
    const delay = (impairment?.delay ?? 0) + (impairment?.jitter ?? 0) * Math.random();
    if (delay > 0) setTimeout(() => to.send(frame), delay);
    else to.send(frame);
  }
}

function link(from: string, to: string): string {
  return `${from}>${to}`;
}
