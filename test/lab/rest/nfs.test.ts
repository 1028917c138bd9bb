import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { listMachines, send } from "../../../lab/client";
import { leftovers } from "../../../lab/leftovers";
import { until } from "../support/jest/pace";
import { step } from "../support/jest/steps";
import { on, page } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";

/*
 * Shared storage on real machines: a swarm of one, an NFS server beside it, a service that writes every second. The
 * first configuration is the example that docs/nfs.md shows.
 */
const LAB = "test-nfs";
const example = parse(readFileSync(join(__dirname, "../../../examples/nfs/Pulumi.nfs.yaml"), "utf8")) as {
  config: Record<string, unknown>;
};
const settings = Object.fromEntries(
  Object.entries(example.config).map(([key, value]) => [key.replace("swarm:", ""), value]),
);
const device = "/dev/disk/by-id/lab-data";
const disk = { device, mountPoint: "/srv/disk" };
const withDisk = {
  exports: [{ path: "/srv/data" }, { path: "/srv/disk/more", owner: "1000:1000", mode: "2770" }],
  disk,
};

const nfs = (command: string) => on(LAB, "nfs", command);
const beat = async () => Number(await nfs("cat /srv/data/beat"));
const beats = async (after: number, deadlineMs = 180_000) =>
  until(async () => ((await beat()) > after ? true : undefined), { what: "a newer beat", deadlineMs });

describe("NFS on the lab", () => {
  const program = programOf(LAB);

  step("a service of the swarm writes to the server, with no step by hand", async () => {
    await program.configure(settings);
    expectSuccess(await program.up());
    const { services, urls } = await program.outputs();
    expect(services).toMatchObject([{ name: "shared_writer", running: 1, desired: 1 }]);
    const url = (urls["shared:8090"] as string).replace(/^tcp/, "http");
    expect(Number(await page(`${url}/beat`))).toBeGreaterThan(1_000_000_000);
    await beats(await beat());
    expect(await on(LAB, "manager-1", "cat /proc/mounts")).toMatch(/ nfs4 \S*vers=4\.2,\S*addr=10\.77\.0\.10/);
  });

  test("only NFSv4 answers, only to the nodes, and root of a node is nobody there", async () => {
    expect(await nfs("cat /proc/fs/nfsd/versions")).toMatch(/^-3 \+4 /);
    expect(await nfs("exportfs -s")).toMatch(/^\/srv\/data\s+10\.77\.0\.11\/32\([^)]*sync[^)]*,root_squash,[^)]*\)$/);
    for (const name of ["nfs", "manager-1"]) {
      // rpcbind's port; mountd and statd have none of their own then.
      expect(await on(LAB, name, "ss -Hlntu | awk '{print $5}' | grep -c ':111$' || [ $? = 1 ]")).toBe("0");
    }
    expect(await nfs("stat -c '%u:%g %a' /srv/data")).toBe("65534:65534 755");
    expect(await nfs("stat -c '%u:%g' /srv/data/beat")).toBe("65534:65534");
  });

  test("a second up, a refresh and a preview change nothing and restart nothing (F38)", async () => {
    const started = "systemctl show nfs-server -p ActiveEnterTimestampMonotonic";
    const before = await nfs(started);
    expectSuccess(await program.up("--expect-no-changes"));
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
    expect(await nfs(started)).toBe(before);
  });

  test("a volume that is there with other options is told, and nothing is changed", async () => {
    const text = readFileSync(join(__dirname, "../../../examples/nfs/stack.yaml"), "utf8");
    const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-stale-"));
    const file = join(folder, "stack.yaml");
    await writeFile(file, text.replace("timeo=100", "timeo=50"));
    const version = "docker service inspect shared_writer --format '{{.Version.Index}}'";
    const before = await on(LAB, "manager-1", version);
    await program.configure({ ...settings, stacks: [{ name: "shared", file }] });
    const refused = await program.up();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toMatch(/shared_data on manager-1: there driver local .*timeo=100.*, in the file .*timeo=50/);
    expect(refused.text).toContain("docker volume rm shared_data");
    expect(await on(LAB, "manager-1", version)).toBe(before);
    await rm(folder, { recursive: true });
    await program.configure(settings);
    expectSuccess(await program.up());
    expectSuccess(await program.up("--expect-no-changes"));
  });

  test("after the server's power was cut, its data is there and the client goes on (F37)", async () => {
    const container = "docker ps -q --no-trunc --filter label=com.docker.swarm.service.name=shared_writer";
    const before = { id: await on(LAB, "manager-1", container), beat: await beat() };
    await nfs("echo kept >/srv/data/kept && sync");
    await send(LAB, { command: "kill", name: "nfs" });
    await until(async () => ((await listMachines(LAB)).find(({ name }) => name === "nfs")?.up ? undefined : true), {
      what: "the server to be off",
      deadlineMs: 20_000,
    });
    await send(LAB, { command: "start", name: "nfs" });
    expect(await nfs("cat /srv/data/kept")).toBe("kept");
    await beats(before.beat + 5);
    // The same container: it has waited, and neither failed nor was it replaced.
    expect(await on(LAB, "manager-1", container)).toBe(before.id);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("what drifts is found by a refresh and repaired", async () => {
    await nfs("systemctl disable --now nfs-server && rm /etc/exports.d/pulumi-swarm-nfs.exports");
    const repaired = await program.up("--refresh");
    expectSuccess(repaired);
    expect(repaired.text).toMatch(/~ \d+ updated|1 updated/);
    expect(await nfs("systemctl is-enabled nfs-server")).toBe("enabled");
    await beats(await beat());
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("a disk that is not blank is refused and left as it is", async () => {
    await nfs(
      `truncate -s 64M /var/disk.img && printf precious | dd of=/var/disk.img bs=1 seek=5000 conv=notrunc status=none
       mkdir -p /dev/disk/by-id && ln -sf "$(losetup -f --show /var/disk.img)" ${device}`,
    );
    await program.configure({ ...settings, nfs: withDisk });
    const refused = await program.up();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toMatch(/Refused to format \/dev\/disk\/by-id\/lab-data/);
    expect(refused.text).toMatch(/first MiB is not all zeros/);
    expect(await nfs(`dd if=${device} bs=1 skip=5000 count=8 status=none`)).toBe("precious");
    await beats(await beat());
  });

  step("a blank one is formatted, mounted by UUID and exported from", async () => {
    await nfs(`dd if=/dev/zero of=${device} bs=1M count=1 conv=fsync status=none`);
    expectSuccess(await program.up());
    const uuid = await nfs(`blkid -o value -s UUID ${device}`);
    expect(await nfs("grep -A1 'BEGIN pulumi-swarm nfs' /etc/fstab")).toContain(`UUID=${uuid} /srv/disk ext4 `);
    expect(await nfs("exportfs -s")).toMatch(/\/srv\/disk\/more\s+10\.77\.0\.11\/32\([^)]*mountpoint=\/srv\/disk[,)]/);
    expect(await nfs("stat -c '%u:%g %a' /srv/disk/more")).toBe("1000:1000 2770");
    await nfs("echo safe >/srv/disk/more/file");
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("it grows with its device, in use", async () => {
    const size = async () => Number(await nfs("findmnt -bnro SIZE /srv/disk"));
    const before = await size();
    await nfs(`truncate -s 160M /var/disk.img && losetup -c "$(readlink -f ${device})"`);
    expectSuccess(await program.up("--refresh"));
    expect(await size()).toBeGreaterThan(2 * before);
    expect(await nfs("cat /srv/disk/more/file")).toBe("safe");
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("an export and a disk that are no longer declared are given up, and no data is deleted", async () => {
    await program.configure(settings);
    expectSuccess(await program.up());
    expect(await nfs("exportfs -s")).not.toContain("/srv/disk");
    expect(await nfs("grep -c pulumi-swarm /etc/fstab || [ $? = 1 ]")).toBe("0");
    expect(await nfs("findmnt -nr /srv/disk || [ $? = 1 ]")).toBe("");
    expect(await nfs(`mount ${device} /mnt && cat /mnt/more/file && umount /mnt`)).toBe("safe");
    await beats(await beat());
  });

  test("destroy leaves nothing", async () => {
    expectSuccess(await program.destroy());
    await until(async () => ((await leftovers(LAB)).length === 0 ? true : undefined), {
      what: "the lab to be gone",
      deadlineMs: 20_000,
    });
  });
});
