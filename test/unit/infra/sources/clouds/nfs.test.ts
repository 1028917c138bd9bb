import * as pulumi from "@pulumi/pulumi";
import { program } from "../../../../../infra/program";
import { ConfigError } from "../../../../../infra/settings/problems/problems";
import { nfsProblems } from "../../../../../provisioners/nfs/check";
import { nfsClientInputs, nfsServerInputs } from "../../../../../provisioners/nfs/schema";
import { configured } from "../../../configured";
import { environment } from "../../../environment";
import { type Before, record } from "../../../recorded";
import { declare, drained, find } from "./plan";

// Under jest the clouds' packages take seconds to load.
jest.setTimeout(60_000);

const pools = [{ name: "manager", role: "manager", count: 1 }];
const admins = ["203.0.113.7/32"];

test.each([
  ["digitalocean", "fra1", "scsi-0DO_Volume_dev-nfs", "Droplet"],
  ["aws", "eu-central-1", "nvme-Amazon_Elastic_Block_Store_vol0abc", "Instance"],
])(
  "%s: the host serves its volume once that is attached, and stacks get its address",
  async (source, region, disk, type) => {
    const cloud = { name: "dev", region, admins, nfs: {} };
    const { recorded } = await declare({ source, pools, cloud, stacks: ["hello"] });
    const server = find(recorded, "NfsServer", "nfs");
    expect(server.inputs).toMatchObject({
      address: "private address of dev-nfs",
      disk: { device: `/dev/disk/by-id/${disk}`, mountPoint: "/srv/nfs" },
      exports: [{ path: "/srv/nfs", clients: [{ cidr: "10.66.0.0/16" }] }],
    });
    const { exports, disk: device } = nfsServerInputs
      .pick({ exports: true, disk: true })
      .parse({ exports: server.inputs.exports, disk: server.inputs.disk });
    expect(nfsProblems(exports, device)).toEqual([]);
    expect(server.dependsOn.join()).toContain("VolumeAttachment::nfs");
    // On destroy the volume is not taken off a machine that has it mounted: it goes after the machine.
    expect(find(recorded, "VolumeAttachment", "nfs").deletedWith).toContain(`${type}::nfs`);
    expect(find(recorded, type, "nfs").dependsOn.join()).toContain("Volume::nfs");
    expect(server.deletedWith).toContain(`${type}::nfs`);
    expect(find(recorded, "NfsClient", "manager-1").inputs).toMatchObject({ server: "private address of dev-nfs" });
    const stack = find(recorded, "Stack", "hello");
    expect(stack.inputs.variables).toEqual({ NFS_HOST: "private address of dev-nfs" });
    expect(stack.dependsOn).toContain("swarm:index:NfsClient::manager-1");
  },
);

test.each([
  ["digitalocean", "fra1"],
  ["aws", "eu-central-1"],
])("%s: a larger volume is a change of the server, which has the file system grow", async (source, region) => {
  const diskOf = async (nfs: Record<string, unknown>) => {
    const { recorded } = await declare({ source, pools, cloud: { name: "dev", region, admins, nfs } });
    return find(recorded, "NfsServer", "nfs").inputs.disk as Record<string, unknown>;
  };
  const before = await diskOf({ volume: 50 });
  expect(before.size).toBe(50);
  expect(await diskOf({ volume: 80 })).toEqual({ ...before, size: 80 });
  expect(await diskOf({ volumeId: "vol-1" })).not.toHaveProperty("size");
});

test.each([
  ["digitalocean", "fra1", "host", "nfs-id"],
  ["aws", "eu-central-1", "host", "vol-0abc"],
  ["aws", "eu-central-1", "efs", "nfs-id"],
])(
  "%s in %s: the preflight guards the volume of a %s, whether it is retained or not",
  async (source, region, kind, id) => {
    for (const retain of [true, false]) {
      const cloud = { name: "dev", region, admins, nfs: { kind, retain } };
      const { recorded } = await declare({ source, pools, cloud });
      expect(find(recorded, "Preflight", "cluster").inputs).toMatchObject({ volumes: [id], retained: retain });
    }
  },
);

test("EFS gives stacks its address, and every node the means to mount it", async () => {
  const cloud = { name: "dev", region: "eu-central-1", admins, nfs: { kind: "efs" } };
  const { recorded } = await declare({ source: "aws", pools, cloud, stacks: ["hello"] });
  const stack = find(recorded, "Stack", "hello");
  expect(stack.inputs.variables).toEqual({ NFS_HOST: "fs-1.efs.example.com" });
  expect(recorded.filter(({ type }) => type === "swarm:index:NfsServer")).toEqual([]);
  // That the way to port 2049 is open is seen here, before a container hangs in its mount.
  const client = find(recorded, "NfsClient", "manager-1");
  expect(nfsClientInputs.shape.server.parse(client.inputs.server)).toBe("fs-1.efs.example.com");
  expect(client.dependsOn).toContain("swarm:index:Engine::cluster-manager-1");
  expect(client.deletedWith).toMatch(/Instance::manager-1$/);
  expect(stack.dependsOn).toContain("swarm:index:NfsClient::manager-1");
});

test.each([
  ["digitalocean", "fra1", "kept", "volume-kept"],
  ["digitalocean", "fra1", "used", undefined],
  ["digitalocean", "fra1", "new", undefined],
  ["aws", "eu-central-1", "kept", "vol-0kept"],
  ["aws", "eu-central-1", "new", undefined],
])(
  "%s in %s: a preview of a cluster that is called %s names the volume %p that was kept",
  async (source, region, name, id) => {
    const warned = async (nfs: Record<string, unknown>, before?: Before) => {
      const recorded = await record(true, before);
      const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
      program(configured({ source, pools, cloud: { name, region, admins, nfs } }));
      await drained(recorded);
      return warn.mock.calls.map(([text]) => text);
    };
    const expected = id ? [expect.stringContaining(`pulumi config set --path swarm:cloud.nfs.volumeId ${id}`)] : [];
    expect(await warned({ retain: true })).toEqual(expected);
    expect(await warned({ retain: false })).toEqual([]);
    expect(await warned({ retain: true, volumeId: "vol-1" })).toEqual([]);
    // A renamed stack goes by the name that the cluster was made with.
    const made = new Map([["swarm:index:KeyPair ssh", { comment: "kept" }]]);
    expect(await warned({ retain: true }, made)).toEqual([expect.stringContaining("swarm:cloud.nfs.volumeId ")]);
  },
);

describe("problems", () => {
  const file = "services: {a: {image: b}}\nvolumes: {d: {driver_opts: {o: 'addr=\u0024{NFS_HOST}'}}}\n";
  const near = environment({
    readFile: (path: string) => (path === "mine.yaml" ? file : environment().readFile(path)),
  });
  const stacks = [{ name: "mine", file: "mine.yaml" }];
  const cloud = { region: "fra1", admins };
  function problems(values: Record<string, unknown>): string[] {
    try {
      configured({ source: "digitalocean", pools, ...values }, near);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.map(({ path, text }) => `${path} ${text}`);
      throw error;
    }
    return [];
  }

  test("swarm:nfs leads to swarm:cloud", () => {
    expect(problems({ cloud, stacks, nfs: { exports: [{ path: "/srv/data" }] } })).toEqual([
      expect.stringMatching(/^nfs is not used by source `digitalocean`: set `nfs` in `swarm:cloud`/),
    ]);
  });

  test("stacks that use NFS_HOST need the cloud's NFS", () => {
    expect(problems({ cloud: { ...cloud, nfs: {} }, stacks })).toEqual([]);
    expect(problems({ cloud, stacks })).toEqual([
      expect.stringMatching(/^stacks\[0\] \(mine\) uses NFS_HOST, but neither `swarm:nfs` nor `nfs` in `swarm:cloud`/),
    ]);
  });
});
