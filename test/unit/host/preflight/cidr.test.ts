import fc from "fast-check";
import { Address4 } from "ip-address";
import { overlap } from "../../../../provisioners/host/cidr";

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
