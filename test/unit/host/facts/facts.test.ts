import { installedFrom } from "../../../../provisioners/engine/families";
import { parseFacts } from "../../../../provisioners/host/facts/facts";
import { facts } from "../../engine/helpers";
import { BARE, INSTALLED } from "./host-facts";

describe("facts", () => {
  test("of a bare Debian", () => {
    expect(parseFacts(BARE)).toEqual({
      os: { id: "debian", like: [], version: "13", codename: "trixie", name: "Debian GNU/Linux 13 (trixie)" },
      family: "debian",
      arch: "x86_64",
      kernel: "6.12.38+deb13-amd64",
      hostname: "m1",
      machineId: "e2233bcd914f4b28ac3e77996b48af93",
      init: "systemd",
      selinux: undefined,
      firewalls: ["ufw"],
      memory: 602,
      disk: { path: "/var/lib", free: 14465 },
      clock: undefined,
      daemon: undefined,
      docker: undefined,
      packages: {},
      addresses: [
        { device: "eth0", address: "10.77.0.11", prefix: 24 },
        { device: "eth1", address: "192.168.1.5", prefix: 16 },
      ],
      mtu: { lo: 65536, eth0: 1500, eth1: 9001 },
      routes: [
        { network: "10.77.0.0/24", device: "eth0" },
        { network: "10.9.0.7/32", device: "eth1" },
        { network: "172.16.0.0/12", device: "eth0" },
      ],
      listeners: [
        { protocol: "tcp", port: 22, process: "sshd" },
        { protocol: "tcp", port: 2377, process: "dockerd" },
        { protocol: "udp", port: 4789 },
        { protocol: "tcp", port: 22, process: "sshd" },
      ],
      cloudInit: undefined,
      apparmor: true,
      prepared: false,
      restartDue: false,
      daemonJson: undefined,
    });
  });

  test("of one with Docker, and of another family", () => {
    const found = parseFacts(INSTALLED);
    expect(found.docker).toBe("26.1.5+dfsg1");
    expect(found.daemon).toEqual({ swarm: "active", liveRestore: false, firewall: undefined });
    expect(installedFrom(found)).toBe("distribution");
    expect(parseFacts('@@@ os\nID="rocky"\nID_LIKE="rhel centos fedora"\n').family).toBe("rhel");
  });

  test("nothing at all is no crash", () => expect(parseFacts("").family).toBe("unknown"));

  test("a cut-off installation is seen", () => {
    expect(installedFrom(facts({ docker: "26.1.5", packages: { "docker.io": "iF 26.1.5" } }))).toBe("broken");
    expect(installedFrom(facts({ packages: { "docker.io": "ii 26.1.5" } }))).toBe("broken");
    expect(
      installedFrom(facts({ docker: "26.1.5", packages: { "docker.io": "rc 20.1.1", "docker-ce": "hi 5:26.1.5" } })),
    ).toBe("docker");
    expect(installedFrom(facts())).toBeUndefined();
  });
});
