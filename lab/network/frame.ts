/** What the switch reads from an Ethernet frame; offsets after IEEE 802.3 and RFC 791. */
export interface Ipv4Packet {
  protocol: number;
  source: string;
  destination: string;
  /** Ports of TCP and UDP; undefined for others and for later fragments. */
  sourcePort?: number;
  destinationPort?: number;
  /** True for the first packet of a TCP connection. */
  opensConnection: boolean;
}

export const TCP = 6;
export const UDP = 17;
export const ESP = 50;

const ETHERNET_HEADER = 14;
const IPV4 = 0x0800;
const SYN_ACK = 0x12;
const SYN = 0x02;

export const destinationMac = (frame: Buffer) => frame.toString("latin1", 0, 6);
export const sourceMac = (frame: Buffer) => frame.toString("latin1", 6, 12);
/** Broadcast and multicast: for every port. */
export const isForAll = (frame: Buffer) => ((frame[0] ?? 0) & 1) === 1;

/** The packet in a frame, or undefined where it is not IPv4 (ARP, IPv6). */
export function ipv4Of(frame: Buffer): Ipv4Packet | undefined {
  if (frame.length < ETHERNET_HEADER + 20 || frame.readUInt16BE(12) !== IPV4) return undefined;
  const protocol = frame.readUInt8(ETHERNET_HEADER + 9);
  const packet: Ipv4Packet = {
    protocol,
    source: address(frame, ETHERNET_HEADER + 12),
    destination: address(frame, ETHERNET_HEADER + 16),
    opensConnection: false,
  };
  const transport = ETHERNET_HEADER + (frame.readUInt8(ETHERNET_HEADER) & 15) * 4;
  const isLaterFragment = (frame.readUInt16BE(ETHERNET_HEADER + 6) & 0x1fff) !== 0;
  if (isLaterFragment || (protocol !== TCP && protocol !== UDP) || frame.length < transport + 8) return packet;
  packet.sourcePort = frame.readUInt16BE(transport);
  packet.destinationPort = frame.readUInt16BE(transport + 2);
  if (protocol === TCP && frame.length > transport + 13) {
    packet.opensConnection = (frame.readUInt8(transport + 13) & SYN_ACK) === SYN;
  }
  return packet;
}

function address(frame: Buffer, at: number): string {
  return `${frame[at]}.${frame[at + 1]}.${frame[at + 2]}.${frame[at + 3]}`;
}
