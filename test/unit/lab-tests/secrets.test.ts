import { generateKey } from "../../../provisioners/ssh/keys/generate";
import { leaks, secretsIn } from "../../lab/support/secrets";

const token = "SWMTKN-1-4zl3vtc9ajrsvijhb6b35f0bkkawr6eqmr2gi5qq5i1p1tvjxz-5a5dgg6nx0h8vr5b8xvhy4w7u";
const unlockKey = "SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8";
const { privateKey } = generateKey();
/** As `pulumi stack export --show-secrets` has them. */
const state = JSON.stringify({
  joinTokens: { plaintext: JSON.stringify({ worker: token }) },
  unlockKey: { plaintext: JSON.stringify(unlockKey) },
  connections: [{ plaintext: JSON.stringify({ privateKey }) }, { plaintext: JSON.stringify({ privateKey }) }],
});
const secrets = secretsIn(state);

test("tokens, unlock keys and private keys are found in a state that shows them, once each", () => {
  expect(secrets).toEqual(new Set([token, unlockKey, privateKey.trim()]));
  expect(secretsIn(JSON.stringify({ joinTokens: { ciphertext: "v1:abc" } })).size).toBe(0);
});

test.each([
  ["a token", `joining with ${token}.`],
  ["a token without its prefix", token.slice("SWMTKN-1-".length)],
  ["an unlock key in JSON", JSON.stringify({ UnlockKey: unlockKey })],
  ["a private key in JSON", JSON.stringify({ privateKey })],
  ["one line of a private key", privateKey.split("\n")[2] as string],
  ...[token, unlockKey, privateKey].flatMap((secret) => [
    ["one in base64", Buffer.from(secret).toString("base64")],
    ["one in base64 with something after it", Buffer.from(`${secret}\nmore`).toString("base64")],
  ]),
])("%s in a text is a leak", (_what, text) => {
  expect(leaks(secrets, { log: `before ${text} after`, other: "nothing" })).toEqual(["log"]);
});

test("another key of the same kind is none", () => {
  expect(leaks(secrets, { log: generateKey().privateKey })).toEqual([]);
});

test("nor is the public half of a key, which stands in the private one too", () => {
  const { privateKey, publicKey } = generateKey(undefined, "ecdsa");
  const own = secretsIn(JSON.stringify({ privateKey }));
  expect(own.size).toBe(1);
  expect(leaks(own, { state: JSON.stringify({ hostKey: publicKey }) })).toEqual([]);
  expect(leaks(own, { state: JSON.stringify({ hostKey: publicKey, privateKey }) })).toEqual(["state"]);
});
