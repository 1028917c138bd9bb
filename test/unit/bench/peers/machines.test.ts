import { sshSettings } from "../../../../bench/peers/machines/access";
import { findings } from "../../../../bench/peers/machines/given";
import type { Machine } from "../../../../bench/peers/machines/machine";
import { parseSwarm, refuseIncomplete } from "../../../../bench/peers/machines/swarm";
import { inventory } from "../../../../bench/peers/tools/ansible";
import { configuration } from "../../../../bench/peers/tools/pulumi";
import { variables } from "../../../../bench/peers/tools/terraform";

const machine: Machine = {
  ...{ name: "manager-1", role: "manager", host: "127.0.0.1", port: 20_001, user: "root", address: "10.77.0.11" },
  ...{ hostKey: "ssh-ed25519 AAAA", privateKeyFile: "/tmp/with space/key" },
};
const worker: Machine = { ...machine, name: "worker-1", role: "worker", user: "debian", address: "10.77.0.21" };

describe("what is seen on machines that somebody has", () => {
  const both = [machine, worker];

  test("tells which kind they are of, and where Docker is from", () => {
    expect(findings(both, ["docker inactive\nsource docker\n", "docker inactive\nsource docker"])).toEqual({
      ...{ variant: "present", source: "docker", problems: [] },
    });
    expect(findings(both, ["docker absent", "docker absent"])).toEqual({
      ...{ variant: "install", source: "distribution", problems: [] },
    });
  });

  test("refuses members of a swarm, remains of a Docker, and machines that are not alike", () => {
    const mixed = findings(both, [
      "docker active\nsource docker",
      "docker absent\nremains /var/lib/docker\napt absent",
    ]);
    expect(mixed.problems).toEqual([
      "manager-1 is in a swarm, or its Docker does not answer: active",
      "worker-1 has no Docker, but its data: /var/lib/docker",
      "worker-1 has no Docker, and no apt-get to install and remove it again",
      "only some have Docker; without it are: worker-1",
    ]);
    const sources = findings(both, ["docker inactive\nsource docker", "docker inactive\nsource distribution"]);
    expect(sources.problems).toEqual(["some have Docker from its own repository, others from the distribution"]);
    expect(findings([machine], ["prepared /etc/x\ndocker inactive"]).problems).toEqual([
      "manager-1 is prepared for a swarm already: /etc/x is there",
    ]);
  });
});

describe("the swarm that a tool made", () => {
  const text = "nodes 2\nmanagers 1\nreplicas hello_web=3/3 \nids a b c \n";

  test("is read from what the first manager says", () => {
    expect(parseSwarm(text)).toEqual({ nodes: 2, managers: 1, replicas: "hello_web=3/3", ids: "a b c" });
  });

  test("gives no figure where nodes, managers or tasks are missing", () => {
    expect(() => refuseIncomplete(parseSwarm(text), [machine, worker])).not.toThrow();
    expect(() => refuseIncomplete(parseSwarm(text), [machine, worker, worker])).toThrow("2 of 3 nodes are ready");
    expect(() => refuseIncomplete(parseSwarm(text), [machine, machine])).toThrow("1 of 2 managers are reachable");
    expect(() => refuseIncomplete(parseSwarm("nodes 2\nmanagers 1\n"), [machine, worker])).toThrow("runs: nothing");
  });
});

describe("each tool gets the same machines", () => {
  test("by OpenSSH's settings, with host keys that are verified", () => {
    const text = sshSettings("/tmp/with space", [machine]);
    expect(text).toContain(
      "Host manager-1\n  HostName 127.0.0.1\n  Port 20001\n  User root\n  HostKeyAlias manager-1\n",
    );
    expect(text).toContain('IdentityFile "/tmp/with space/key"');
    expect(text).toContain("StrictHostKeyChecking yes");
  });

  test("as Ansible's inventory", () => {
    expect(inventory([machine, worker])).toEqual({
      manager: { hosts: { "manager-1": { ansible_user: "root", address: "10.77.0.11", role: "manager" } } },
      worker: { hosts: { "worker-1": { ansible_user: "debian", address: "10.77.0.21", role: "worker" } } },
    });
  });

  test("as Terraform's variable, with sudo for users other than root", () => {
    const { "manager-1": first, "worker-1": second } = variables([machine, worker]);
    expect(first).toMatchObject({ host_key: machine.hostKey, key_file: machine.privateKeyFile, sudo: "" });
    expect(second).toMatchObject({ user: "debian", sudo: "sudo -n " });
  });

  test("as the program's configuration", () => {
    const config = configuration({ machines: [machine], engine: { source: "docker" } });
    expect(config).toMatchObject({
      "swarm:source": "hosts",
      "swarm:hosts": [machine],
      "swarm:engine": { source: "docker" },
    });
  });
});
