import { Address4 } from "ip-address";

/** True where two networks (CIDR or single addresses) have an address in common. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [new Address4(one), new Address4(other)];
  return a.isInSubnet(b) || b.isInSubnet(a);
}

/** What is wrong with a CIDR that stands for a network, as it follows a property's name; `undefined` when nothing is. */
export function networkProblem(cidr: string): string | undefined {
  const address = new Address4(cidr);
  const network = `${address.startAddress().correctForm()}/${address.subnetMask}`;
  return network === cidr ? undefined : `is no network: write ${network}`;
}

/** The same for an entry of `publishedFrom`, which does not stand for everybody. */
export function publishedFromProblem(cidr: string): string | undefined {
  const isEverybody = new Address4(cidr).subnetMask === 0;
  return isEverybody ? "is everybody: leave `publishedFrom` out" : networkProblem(cidr);
}
