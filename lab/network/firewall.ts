import { Address4 } from "ip-address";
import { ESP, type Ipv4Packet, TCP, UDP } from "./frame";

/** What may come in at a machine; everything else is dropped, as in a cloud's firewall. */
export interface InboundRule {
  protocol: "tcp" | "udp" | "esp" | "icmp";
  /** First and last port; absent for esp and icmp, or for all ports. */
  ports?: [number, number];
  /** Source networks, such as 10.77.0.0/24. */
  sources: string[];
}

const NUMBER = { icmp: 1, tcp: TCP, udp: UDP, esp: ESP } as const;
const FLOW_MS = 120_000;

/** A stateful inbound filter: answers to what the machine sent itself always pass. */
export class Firewall {
  private readonly rules: { protocol: number; ports?: [number, number]; sources: Address4[] }[];
  private readonly flows = new Map<string, number>();

  constructor(rules: readonly InboundRule[]) {
    this.rules = rules.map(({ protocol, ports, sources }) => ({
      protocol: NUMBER[protocol],
      ports,
      sources: sources.map((source) => new Address4(source)),
    }));
  }

  /** Notes what the machine sends, so that the answer may pass. */
  sent(packet: Ipv4Packet, now: number): void {
    if (packet.protocol === TCP) return;
    if (this.flows.size > 10_000) this.forgetOld(now);
    this.flows.set(flow(packet.protocol, packet.destination, packet.destinationPort, packet.sourcePort), now);
  }

  allows(packet: Ipv4Packet, now: number): boolean {
    // Only the first packet of a TCP connection is judged: without it there is no connection to abuse.
    if (packet.protocol === TCP && !packet.opensConnection) return true;
    const sent = this.flows.get(flow(packet.protocol, packet.source, packet.sourcePort, packet.destinationPort));
    if (sent !== undefined && now - sent < FLOW_MS) return true;
    const source = new Address4(packet.source);
    return this.rules.some(
      ({ protocol, ports, sources }) =>
        protocol === packet.protocol &&
        (!ports || within(packet.destinationPort, ports)) &&
        sources.some((network) => source.isInSubnet(network)),
    );
  }

  private forgetOld(now: number): void {
    for (const [key, at] of this.flows) if (now - at >= FLOW_MS) this.flows.delete(key);
  }
}

function flow(protocol: number, peer: string, peerPort = 0, ownPort = 0): string {
  return `${protocol} ${peer}:${peerPort} ${ownPort}`;
}

// A later fragment has no port; the first one was judged, and without it the rest is of no use.
function within(port: number | undefined, [first, last]: [number, number]): boolean {
  return port === undefined || (port >= first && port <= last);
}
