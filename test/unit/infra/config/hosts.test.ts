import type { HostsMachines } from "../../../../infra/sources/hosts";
import { configured, problems } from "../../configured";
import { lockedKey, privateKey, publicKey } from "../../environment";
import { host, hosts } from "./own-hosts";

describe("hosts", () => {
  test.each([
    [{ privateKeyFile: "absent", privateKey: undefined }, /privateKeyFile cannot be read: ENOENT/],
    [{ privateKeyFile: "id.pub", privateKey: undefined }, /privateKeyFile is a public key/],
    [{ privateKeyFile: "id.locked", privateKey: undefined }, /privateKeyFile is encrypted .*ssh-keygen -p/],
    [{ privateKeyFile: "id" }, /privateKeyFile and `privateKey` are both given/],
    [{ privateKey: "hunter2" }, /privateKey is not a private key/],
    [{ privateKey: undefined }, /privateKey is missing/],
    [{ hostKey: undefined }, /hostKey is missing \(the host's public key/],
    [{ hostKey: "accept", port: 2200 }, /hostKey is no host key: .*ssh-keyscan -t ed25519 -p 2200 203\.0\.113\.1`/],
    [{ hostKey: `203.0.113.1 ${publicKey}` }, /hostKey begins with a host name/],
    [{ address: "10.20.0.300" }, /address is no valid IPv4 address/],
    [{ role: undefined }, /role is missing/],
    [{ adress: "10.20.0.1" }, /adress is no known key: did you mean `address`/],
    [{ jump: { host: "b", privateKey: lockedKey, hostKey: publicKey } }, /jump\.privateKey is encrypted/],
  ])("%#: %p is one problem", (changes, text) => {
    const found = problems(hosts(host(changes)));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(text);
    expect(found[0]).toMatch(/^hosts\[0\]\./);
  });

  test("a key file works, and so does a fingerprint", () => {
    const { machines } = configured(
      hosts(host({ privateKey: undefined, privateKeyFile: "id", hostKey: `SHA256:${"a".repeat(43)}` })),
    );
    expect((machines as HostsMachines).hosts[0]?.connection.privateKey).toBe(privateKey);
  });
  test("names and addresses must differ; pools have no place", () => {
    expect(problems({ ...hosts(host(), host()), pools: [{ name: "p", role: "worker", count: 1 }] })).toEqual([
      "pools are for a lab or a cloud: with source `hosts`, list the `hosts`",
      "hosts[1].name is the same as hosts[0].name: a",
      "hosts[1].address is the same as hosts[0].address: 10.20.0.1",
    ]);
  });
  test("an address inside a pool of overlay networks", () => {
    expect(problems(hosts(host({ address: "10.201.3.4" })))).toEqual([
      expect.stringMatching(/overlaps the address of a/),
    ]);
  });
  test("source hosts without hosts", () => {
    expect(problems({ source: "hosts" })).toEqual([expect.stringMatching(/^hosts is missing/)]);
  });
  test("no message repeats a key", () => {
    const text = problems({
      ...hosts(host({ privateKey: lockedKey, role: "x" })),
      stacks: '["hello", hunter2]',
    }).join();
    for (const word of [...lockedKey.split("\n").slice(1, 3), "hunter2"]) expect(text).not.toContain(word);
    expect(text).toContain("stacks is not valid JSON");
  });
});
