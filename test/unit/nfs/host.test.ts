import { messageOf } from "../../../provisioners/core/errors";
import { nfsClient } from "../../../provisioners/nfs/client";
import { exportsText } from "../../../provisioners/nfs/exports";
import { nfsClientInputs, nfsServerInputs } from "../../../provisioners/nfs/schema";
import { nfsServer } from "../../../provisioners/nfs/server";
import { diffOf } from "../../../provisioners/provider/diff";
import type { State } from "../../../provisioners/provider/resource";
import { connection, type FakeContext, fakeContext } from "../fakes/context";
import { debian, FakeHost } from "./fake-host";

/* The handlers against a host in memory. What the shell scripts do is shown by the lab suite. */

const rocky = '@@@ os\nID="rocky"\nID_LIKE="rhel centos fedora"\nPRETTY_NAME="Rocky Linux 9.6"\n\n@@@ init\nsystemd\n';
const alpine = "@@@ os\nID=alpine\nPRETTY_NAME=Alpine\n\n@@@ init\nsystemd\n";

const inputs = nfsServerInputs.parse({
  name: "nfs",
  connection: connection("h"),
  address: "10.0.0.9",
  exports: [{ path: "/srv/disk/a", clients: [{ cidr: "10.0.0.0/24" }] }],
});
const withSizedDisk = (size?: number) => ({
  ...inputs,
  disk: nfsServerInputs.shape.disk.parse({ device: "/dev/disk/by-id/x", mountPoint: "/srv/disk", size }),
});
const withDisk = withSizedDisk();

let fake: FakeHost;
let context: FakeContext;
beforeEach(() => {
  fake = new FakeHost();
  context = fakeContext(async () => fake.host);
});
const refusal = (work: Promise<unknown> | undefined) => Promise.resolve(work).then(() => "", messageOf);
const state = { ...inputs, host: "10.0.0.9" };

describe("the server", () => {
  test("has its settings and no rpcbind before its packages come; a second run changes nothing", async () => {
    const { id, outputs } = await nfsServer.create(context, inputs);
    expect({ id, outputs }).toEqual({ id: "nfs", outputs: { host: "10.0.0.9" } });
    const order = [
      "upload /etc/nfs.conf.d/pulumi-swarm.conf",
      "keep rpcbind from starting",
      "install nfs-kernel-server",
    ];
    expect(fake.calls.filter((call) => order.includes(call))).toEqual(order);
    expect(fake.files.get("/etc/nfs.conf.d/pulumi-swarm.conf")).toMatch(/vers3=n/);
    expect(fake.calls).toContain("exportfs -ra");
    fake.calls.length = 0;
    await nfsServer.update?.(context, id, state, inputs);
    expect(fake.calls).toEqual(["make the directory /srv/disk/a", "systemctl enable --now nfs-server"]);
  });

  test("comes by dnf on Red Hat's family, by the same steps", async () => {
    fake.facts = rocky;
    await nfsServer.create(context, inputs);
    const order = [
      "upload /etc/nfs.conf.d/pulumi-swarm.conf",
      "keep rpcbind from starting",
      "install nfs-utils",
      "systemctl enable --now nfs-server",
    ];
    expect(fake.calls.filter((call) => order.includes(call))).toEqual(order);
    expect(fake.calls.join()).not.toMatch(/apt/);
    fake.calls.length = 0;
    await nfsServer.update?.(context, "nfs", state, inputs);
    expect(fake.calls).toEqual(["make the directory /srv/disk/a", "systemctl enable --now nfs-server"]);
  });

  test("an rpcbind that was there before stays, with a word about it", async () => {
    fake.packages.add("rpcbind");
    const { run } = fake.host;
    fake.host.run = async (command, runOptions) =>
      /is-active.*rpcbind/.test(String(command)) ? { stdout: "active", stderr: "", code: 0 } : run(command, runOptions);
    await nfsServer.create(context, inputs);
    expect(fake.calls).not.toContain("keep rpcbind from starting");
    expect(context.lines.join()).toMatch(/rpcbind was there before and stays/);
  });

  test("another distribution is refused with what is supported, before anything is done", async () => {
    fake.facts = alpine;
    for (const work of [
      nfsServer.create(context, inputs),
      nfsClient.create(context, nfsClientInputs.parse({ ...inputs, server: "10.0.0.9" })),
    ]) {
      expect(await refusal(work)).toMatch(/Alpine is not supported; supported are Debian, Ubuntu, Fedora/);
    }
    expect(fake.calls).toEqual([]);
    expect(context.kept).toEqual([]);
  });

  test("exports that exportfs does not take are an error that names them", async () => {
    const work = nfsServer.create(context, {
      ...inputs,
      exports: inputs.exports.map((each) => ({
        ...each,
        path: "/srv/b",
        clients: each.clients.map((c) => ({ ...c, access: "ro" as const })),
      })),
    });
    expect(await refusal(work)).toMatch(/does not export \/srv\/b as declared/);
    expect(context.kept.at(-1)?.id).toBe("nfs");
  });

  test("without a connection nothing is undone, with a warning", async () => {
    context = fakeContext(async () => {
      throw new Error("no route");
    });
    await nfsServer.delete?.(context, "nfs", state);
    expect(context.lines.join()).toMatch(/nothing was undone there/);
  });

  test("deleting it takes its exports away and touches no directory", async () => {
    await nfsServer.create(context, inputs);
    fake.calls.length = 0;
    await nfsServer.delete?.(context, "nfs", state);
    expect(fake.calls).toEqual([
      "remove the exports",
      "exportfs -ra",
      "systemctl disable --now nfs-server",
      "remove the NFS settings",
    ]);
  });
});

describe("the client", () => {
  const wanted = nfsClientInputs.parse({ ...inputs, server: "10.0.0.9" });
  const known = wanted as unknown as State<typeof nfsClient.inputs, typeof nfsClient.outputs>;
  const read = () => nfsClient.read?.(context, "h", known);

  test.each([
    ["Debian", debian, "nfs-common"],
    ["Rocky Linux", rocky, "nfs-utils"],
  ])("of %s gets its package once, and a refresh sees when it is gone", async (_, facts, name) => {
    fake.facts = facts;
    await nfsClient.create(context, wanted);
    expect(fake.calls.filter((call) => call.startsWith("install"))).toEqual([`install ${name}`]);
    expect(await read()).toMatchObject({ inputs: { server: "10.0.0.9" } });
    fake.calls.length = 0;
    await nfsClient.update?.(context, "h", known, wanted);
    expect(fake.calls).toEqual(["load the kernel's NFS client (modprobe nfsv4)"]);
    fake.packages.clear();
    expect(await read()).toBeUndefined();
  });
});

describe("a refresh", () => {
  const read = () => nfsServer.read?.(context, "nfs", state);

  test("sees that all is well, that the service is down, that the file was changed, that all is gone", async () => {
    await nfsServer.create(context, inputs);
    const { run } = fake.host;
    fake.host.run = async (command, runOptions) =>
      runOptions?.what === "look at /srv/disk/a"
        ? { stdout: "0:0 755", stderr: "", code: 0 }
        : run(command, runOptions);
    expect((await read())?.inputs).toEqual(inputs);
    fake.running = false;
    expect((await read())?.inputs.exports).toEqual([]);
    fake.running = true;
    fake.files.set("/etc/exports.d/pulumi-swarm-nfs.exports", `${exportsText(inputs.exports)}/etc *(rw)\n`);
    expect((await read())?.inputs.exports).toEqual([]);
    fake.packages.clear();
    fake.files.clear();
    expect(await read()).toBeUndefined();
  });

  test("works on what an earlier refresh found", async () => {
    await nfsServer.create(context, inputs);
    expect((await nfsServer.read?.(context, "nfs", { ...state, exports: [] }))?.inputs.exports).toEqual([]);
  });
});

describe("the disk", () => {
  test("is formatted where blkid finds nothing, then mounted by its UUID", async () => {
    fake.device = { CODE: "2" };
    const { outputs } = await nfsServer.create(context, withDisk);
    expect(outputs.diskUuid).toBe("u-1");
    expect(fake.calls).toContain("format /dev/disk/by-id/x");
    expect(fake.files.get("/etc/fstab")).toContain("UUID=u-1 /srv/disk ext4");
    expect(fake.packages).toContain("e2fsprogs");
  });

  test.each([
    ["another file system", { TYPE: "xfs", UUID: "x", CODE: "0" }, "found xfs"],
    ["a partition table", { PTTYPE: "gpt", CODE: "0" }, "a partition table (gpt)"],
    ["a volume group", { TYPE: "LVM2_member", UUID: "x", CODE: "0" }, "LVM2_member"],
    ["signs of several things", { CODE: "8" }, "several kinds of data"],
  ] as [string, Record<string, string>, string][])("with %s is refused, not formatted", async (_, device, text) => {
    fake.device = device;
    const message = await refusal(nfsServer.create(context, withDisk));
    expect(message).toContain("Refused to use /dev/disk/by-id/x");
    expect(message).toContain(text);
    expect(fake.calls.filter((call) => /format|mount/.test(call))).toEqual([]);
    expect(fake.files.has("/etc/fstab")).toBe(false);
  });

  test("with our kind of file system is used as it is", async () => {
    fake.device = { TYPE: "ext4", UUID: "old", CODE: "0" };
    expect((await nfsServer.create(context, withDisk)).outputs.diskUuid).toBe("old");
    expect(fake.calls).not.toContain("format /dev/disk/by-id/x");
  });

  test("of another size is a change in place, at which the file system gets what the device has gained", async () => {
    fake.device = { TYPE: "ext4", UUID: "old", CODE: "0" };
    await nfsServer.create(context, withSizedDisk(50));
    const old = { ...withSizedDisk(50), host: "10.0.0.9", diskUuid: "old" };
    const diff = diffOf(nfsServer as never, old, { value: withSizedDisk(80), unknowns: [], secrets: new Set() });
    expect(diff).toMatchObject({ changes: true, changed: ["disk"], replaces: [] });
    fake.calls.length = 0;
    await nfsServer.update?.(context, "nfs", old, withSizedDisk(50));
    expect(fake.calls).not.toContain("grow the file system on /dev/sdb");
    fake.hasGrown = true;
    await nfsServer.update?.(context, "nfs", old, withSizedDisk(80));
    expect(fake.calls).toContain("grow the file system on /dev/sdb");
  });

  test("that is not attached is waited for, then named", async () => {
    const message = await refusal(nfsServer.create(context, withDisk));
    expect(message).toMatch(/Gave up waiting for the disk \/dev\/disk\/by-id\/x after 120 s/);
  });
});
