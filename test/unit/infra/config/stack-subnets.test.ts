import { problems } from "../../configured";
import { environment } from "../../environment";

/** What is wrong with stacks of these files, each with one network of this subnet. */
const found = (subnets: string[], more: object = {}) => {
  const near = environment();
  const file = (subnet: string) =>
    `services: { web: { image: a, networks: [back] } }\nnetworks: { back: { ipam: { config: [{ subnet: ${subnet} }] } } }`;
  const readFile = (path: string) => (/^\d+$/.test(path) ? file(subnets[Number(path)] ?? "") : near.readFile(path));
  const stacks = subnets.map((_, index) => ({ name: `s${index}`, file: String(index) }));
  return problems({ stacks, ...more }, { ...near, readFile });
};

test("a subnet in a stack file that nothing else uses is taken", () => {
  expect(found(["192.168.77.0/24", "192.168.78.0/24"])).toEqual([]);
});

test.each([
  [["10.201.3.0/24"], {}, /^stacks\[0\] \(s0\) networks\.back \(10\.201\.3\.0\/24\) overlaps addressPools\[0\]/],
  [["192.168.77.0/24", "192.168.77.128/25"], {}, /^stacks\[1\] .* overlaps networks\.back of the stack s0/],
  [["172.17.9.0/24"], {}, /overlaps Docker's own bridge network/],
  [["192.168.77.0/24"], { onPremises: ["192.168.0.0/16"] }, /overlaps onPremises\[0\]/],
  [
    ["192.168.77.0/24"],
    { networks: [{ name: "proxy", subnets: [{ subnet: "192.168.76.0/22" }] }] },
    /overlaps the network proxy/,
  ],
])("%j beside %j is refused", (subnets, more, expected) =>
  expect(found(subnets, more)).toEqual([expect.stringMatching(expected)]),
);
