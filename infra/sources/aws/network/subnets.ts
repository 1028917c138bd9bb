import { Address4 } from "ip-address";

/** Bits by which the network is divided: sixteen parts. */
const bits = 4;

/** Addresses of each subnet that AWS keeps for itself. */
const kept = 5;

/** How many addresses a subnet has for us. */
export function subnetRoom(network: string): number {
  return 2 ** (32 - new Address4(network).subnetMask - bits) - kept;
}

/**
 * The range of a zone's subnet: public ones in the network's first half, private ones in the second, each at the place
 * of the zone's letter, so that no change of the list of zones moves the subnet of any other.
 */
export function subnetRange(network: string, zone: string, kind: "public" | "private"): string {
  const letter = zone.charCodeAt(zone.length - 1) - "a".charCodeAt(0);
  if (letter < 0 || letter > 7) throw new RangeError(`${zone} is no zone from a to h`);
  const whole = new Address4(network);
  const mask = whole.subnetMask + bits;
  const place = letter + (kind === "private" ? 8 : 0);
  return `${whole
    .startAddress()
    .offset(place * 2 ** (32 - mask))
    .correctForm()}/${mask}`;
}
