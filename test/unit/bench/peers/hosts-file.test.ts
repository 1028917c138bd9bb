import { homedir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { parseHosts } from "../../../../bench/peers/machines/hosts-file";

const one = {
  name: "manager-1",
  role: "manager",
  host: "203.0.113.11",
  address: "10.20.0.11",
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMfwbyFSSK6R",
  privateKeyFile: "keys/id",
};
const two = { ...one, name: "worker-1", role: "worker", address: "10.20.0.21", user: "debian", port: 2222 };
const read = (...machines: object[]) => parseHosts(stringify(machines), "/etc/bench/machines.yaml");

describe("the file of --hosts", () => {
  test("gives managers first, with the usual port and user, and whole paths of keys", () => {
    expect(read(two, one)).toEqual([
      { ...one, port: 22, user: "root", privateKeyFile: "/etc/bench/keys/id" },
      { ...two, privateKeyFile: "/etc/bench/keys/id" },
    ]);
  });

  test("takes keys from the user's home folder", () => {
    const [machine] = read({ ...one, privateKeyFile: "~/.ssh/id_ed25519" });
    expect(machine?.privateKeyFile).toBe(join(homedir(), ".ssh/id_ed25519"));
  });

  test("is refused with all that is wrong with it", () => {
    const wrong = () => read({ ...two, hostKey: "SHA256:abc", address: "here" }, { ...two, password: "x" });
    expect(wrong).toThrow(/0\.address: .*\n0\.hostKey: must be a public key.*\n1: .*password/s);
  });

  test("is refused without a manager, and where two machines have one name or address", () => {
    expect(() => read(two)).toThrow("the list: has no manager");
    expect(() => read(one, { ...two, name: one.name })).toThrow("1.name: is that of another one: manager-1");
    expect(() => read(one, { ...two, address: one.address })).toThrow("1.address: is that of another one: 10.20.0.11");
  });

  test("is refused where it is no list or no YAML", () => {
    expect(() => parseHosts("hosts: []", "f.yaml")).toThrow("The file f.yaml does not say which machines");
    expect(() => parseHosts("- [", "f.yaml")).toThrow("The file f.yaml does not say which machines");
  });
});
