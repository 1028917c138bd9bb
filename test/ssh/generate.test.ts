import { utils } from "ssh2";
import { generateKey } from "../../provisioners/ssh/keys/generate";
import { parseHostPin, parsePrivateKey } from "../../provisioners/ssh/keys/keys";

// Enough that without the check one of them is broken almost surely.
test("every generated key can be read", () => {
  for (let count = 0; count < 2_000; count++) {
    const { privateKey, publicKey } = generateKey("deploy");
    parsePrivateKey(privateKey, "host");
    parseHostPin(publicKey, "host");
    expect(Buffer.from(publicKey.split(" ")[1] ?? "", "base64")).toHaveLength(51);
  }
});

test("a broken key is thrown away", () => {
  const whole = utils.generateKeyPairSync("ed25519");
  const generate = jest
    .spyOn(utils, "generateKeyPairSync")
    .mockReturnValueOnce({ private: "broken", public: "broken" });
  generate.mockReturnValue(whole);
  expect(generateKey().privateKey).toBe(whole.private);
  generate.mockRestore();
});
