import { hostForward, type MachinePaths, qemuArguments } from "../../../../../lab/backends/qemu/command";
import type { MachineRecord } from "../../../../../lab/store";

const machine: MachineRecord = {
  name: "manager-1",
  backend: "kvm",
  index: 3,
  memory: 768,
  cpus: 2,
  address: "10.77.0.11",
  image: "docker",
  imageFile: "/images/docker.ext4",
  authorizedKey: "ssh-ed25519 AAAA",
  hostKey: "ssh-ed25519 AAAA",
  sshPort: 22001,
  forwards: { 80: 22002 },
  disks: [],
  wanted: true,
};
const paths: MachinePaths = {
  disk: "/lab/disk.qcow2",
  seed: "/lab/seed.tar",
  kernel: "/images/vmlinuz",
  initrd: "/images/initrd",
  lan: "/run/lan-3",
  monitor: "/run/monitor-3",
  services: { 5000: ["/usr/bin/node", "/it's, here/relay.js", "/run/service-5000"] },
};
const after = (args: string[], option: string) => args.flatMap((word, at) => (args[at - 1] === option ? [word] : []));

test("the management network is closed but for SSH, the forwards and the services", () => {
  const [management, lan] = after(qemuArguments("kvm", "guest=id", machine, paths, "x64"), "-netdev");
  expect(management).toBe(
    [
      "user,id=management,restrict=on,ipv6=off,net=10.0.2.0/24,host=10.0.2.2",
      "hostfwd=tcp:127.0.0.1:22001-10.0.2.13:22,hostfwd=tcp:127.0.0.1:22002-10.0.2.13:80",
      "guestfwd=tcp:10.0.2.9:5000-cmd:'/usr/bin/node' '/it'\\''s,, here/relay.js' '/run/service-5000'",
    ].join(","),
  );
  expect(lan).toBe("stream,id=lan,server=off,addr.type=unix,addr.path=/run/lan-3");
});

test("a forward leads from loopback only", () => {
  expect(hostForward(machine, 20_001, 2377)).toBe("tcp:127.0.0.1:20001-10.0.2.13:2377");
});

test.each([
  ["kvm", "x64", "q35", "kvm", "host", "ttyS0"],
  ["tcg", "x64", "q35", "tcg,thread=multi,tb-size=128", "max", "ttyS0"],
  ["hvf", "arm64", "virt", "hvf", "host", "ttyAMA0"],
] as const)("%s on %s", (accelerator, arch, type, accel, cpu, console) => {
  const args = qemuArguments(accelerator, "guest=id", machine, paths, arch);
  expect(after(args, "-machine")).toEqual([type]);
  expect(after(args, "-accel")).toEqual([accel]);
  expect(after(args, "-cpu")).toEqual([cpu]);
  expect(after(args, "-append")[0]).toMatch(new RegExp(`^console=${console} root=/dev/vda rw `));
});

test("the disks are those that the image's first service expects", () => {
  const args = qemuArguments("tcg", "guest=id", machine, paths, "x64");
  expect(after(args, "-drive").map((drive) => drive.split(",")[0])).toEqual(["id=disk", "id=seed"]);
  expect(after(args, "-name")).toEqual(["guest=id"]);
});
