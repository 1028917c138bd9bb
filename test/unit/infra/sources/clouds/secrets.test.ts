import type { Recorded } from "../../../recorded";
import { declare, shown } from "./plan";

// Under jest the cloud's package takes seconds to load, in the first test.
jest.setTimeout(60_000);

const cloud = { admins: ["203.0.113.7/32"], nfs: {}, reservedIps: "all", loadBalancer: true };

/** Names of resources of which an input shows a private key outside a secret. */
const leaks = (recorded: Recorded[]) =>
  recorded.filter(({ inputs }) => JSON.stringify(shown(inputs)).includes("PRIVATE")).map(({ name }) => name);

test.each([
  ["digitalocean", { region: "fra1" }],
  ["aws", { region: "eu-central-1" }],
  ["aws", { region: "eu-central-1", addresses: "private", reservedIps: "none" }],
])("%s %j: private keys are in secrets only", async (source, more) => {
  const { recorded } = await declare({ source, stacks: ["hello"], cloud: { ...cloud, ...more } });
  const holders = recorded.filter(({ inputs }) => JSON.stringify(inputs).includes("PRIVATE"));
  // Every machine's user data, and every connection.
  expect(holders.length).toBeGreaterThan(15);
  expect(leaks(recorded)).toEqual([]);
});
