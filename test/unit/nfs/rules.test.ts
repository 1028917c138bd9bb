import { withBlock } from "../../../provisioners/host/block";
import { nfsProblems } from "../../../provisioners/nfs/check";
import { exportsText, missingExports } from "../../../provisioners/nfs/exports";
import { foreignMount, fstabLine } from "../../../provisioners/nfs/fstab";
import { nfsServerInputs } from "../../../provisioners/nfs/schema";
import { connection } from "../fakes/context";

const inputs = (exports: object[], disk?: object) =>
  nfsServerInputs.parse({ name: "nfs", connection: connection("h"), address: "10.0.0.9", exports, disk });
const nodes = [{ cidr: "10.0.0.0/24" }];
const disk = { device: "/dev/disk/by-id/scsi-1", mountPoint: "/srv/disk" };

describe("exports", () => {
  test("are written with every option that matters, secure ones by default", () => {
    const { exports } = inputs([
      { path: "/srv/a", clients: [...nodes, { cidr: "10.0.1.5/32", access: "ro", rootSquash: false }] },
      { path: "/srv/b", clients: [{ cidr: "10.0.0.0/24", allSquash: true, anonUid: 5, anonGid: 6 }] },
    ]);
    expect(exportsText(exports).split("\n").slice(1)).toEqual([
      "/srv/a 10.0.0.0/24(rw,sync,secure,no_subtree_check,sec=sys,root_squash,no_all_squash)",
      "/srv/a 10.0.1.5/32(ro,sync,secure,no_subtree_check,sec=sys,no_root_squash,no_all_squash)",
      "/srv/b 10.0.0.0/24(rw,sync,secure,no_subtree_check,sec=sys,root_squash,all_squash,anonuid=5,anongid=6)",
      "",
    ]);
  });

  test("on a disk are served only while it is mounted", () => {
    const { exports, disk: on } = inputs(
      [
        { path: "/srv/disk/a", clients: nodes },
        { path: "/srv/disks", clients: nodes },
      ],
      disk,
    );
    const [, first, second] = exportsText(exports, on).split("\n");
    expect(first).toContain(",mountpoint=/srv/disk)");
    expect(second).not.toContain("mountpoint");
  });

  // As exportfs of Debian 13 prints it.
  const served =
    "/srv/a  10.0.0.0/24(sync,wdelay,hide,no_subtree_check,sec=sys,rw,secure,root_squash,no_all_squash)\n" +
    "/srv/b  10.0.0.0/24(sync,wdelay,hide,no_subtree_check,sec=sys,ro,secure,no_root_squash,no_all_squash)\n";

  test("that are not served, or otherwise, are missing", () => {
    const { exports } = inputs(["/srv/a", "/srv/b", "/srv/c"].map((path) => ({ path, clients: nodes })));
    expect(missingExports(exports, undefined, served).map(({ path }) => path)).toEqual(["/srv/b", "/srv/c"]);
    expect(missingExports(exports, undefined, "")).toHaveLength(3);
  });

  test("to one more network are missing until that one is served too", () => {
    const { exports } = inputs([{ path: "/srv/a", clients: [...nodes, { cidr: "10.0.1.0/24" }] }]);
    expect(missingExports(exports, undefined, served)).toHaveLength(1);
  });
});

describe("inputs", () => {
  const problems = (exports: object[], on?: object) => {
    const parsed = inputs(exports, on);
    return nfsProblems(parsed.exports, parsed.disk).map(({ property, reason }) => `${property} ${reason}`);
  };

  test("all mistakes at once, each with its path", () => {
    expect(
      problems(
        [
          { path: "/srv/a/../../etc", clients: nodes },
          { path: "/etc/ssl", clients: nodes },
          { path: "/srv", clients: nodes },
          { path: "/srv/a", clients: [...nodes, ...nodes, { cidr: "10.0.0.7/24" }] },
          { path: "/srv/a", clients: nodes },
        ],
        { device: "/dev/sdb", mountPoint: "/srv/other" },
      ),
    ).toEqual([
      expect.stringMatching(/^exports\[0\]\.path must be an absolute path/),
      expect.stringMatching(/^exports\[1\]\.path belongs to the system/),
      expect.stringMatching(/^exports\[2\]\.path holds more than data/),
      expect.stringMatching(/^exports\[3\]\.clients\[1\]\.cidr is there twice/),
      expect.stringMatching(/^exports\[3\]\.clients\[2\]\.cidr is no network: write 10\.0\.0\.0\/24/),
      expect.stringMatching(/^exports\[4\]\.path is the same as exports\[3\]\.path/),
      expect.stringMatching(/^disk\.device must be a name that stays/),
      expect.stringMatching(/^disk\.mountPoint holds no export/),
    ]);
    expect(problems([])).toEqual([expect.stringMatching(/^exports is empty/)]);
  });

  test.each(["/srv/a b", "/srv/a(rw)", "srv/a", "/srv/a/", "/srv//a", '/srv/"', "/srv/*", "/"])(
    "%p is no path to export",
    (path) => expect(problems([{ path, clients: nodes }])).toHaveLength(1),
  );

  test("what is sound has no problem", () => {
    expect(problems([{ path: "/srv/disk", clients: nodes }], disk)).toEqual([]);
    expect(problems([{ path: "/var/lib/data", clients: nodes }])).toEqual([]);
  });
});

describe("fstab", () => {
  const others = "# a comment\nUUID=1 / ext4 defaults 0 1\n\n/dev/sdc /data xfs noatime 0 0";
  const line = fstabLine("2", "/srv/disk", "ext4");

  test("a mount of others is seen, ours is not", () => {
    const text = withBlock(others, "nfs", [line]);
    expect(foreignMount(text, "nfs", "/data")).toBe("/dev/sdc");
    expect(foreignMount(text, "nfs", "/srv/disk")).toBeUndefined();
    expect(foreignMount(text, "other", "/srv/disk")).toBe("UUID=2");
  });

  test("a disk that is missing does not keep the host from booting", () => expect(line).toContain("nofail"));
});
