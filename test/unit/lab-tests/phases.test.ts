import { phasesOf } from "../../lab/support/jest/phases";

test("the slowest resource of each type stands for it, the longest first", () => {
  const text = `
 +  pulumi:pulumi:Stack pulumi-swarm-test created (99s)
 +  swarm:index:Machine manager-1 created (22s)
 +  swarm:index:Machine manager-2 created (1m2s) made
 ~  swarm:index:Node manager-2 updated (7s)
 +  swarm:index:KeyPair key created (0s)
    pulumi:pulumi:Stack pulumi-swarm-test  12 messages
Resources:
    + 14 created
`;
  expect(phasesOf(text)).toBe("Machine 62 s, Node 7 s");
});
