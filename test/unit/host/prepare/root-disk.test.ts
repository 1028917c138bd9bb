import type { Host } from "../../../../provisioners/docker/host";
import { rootDisk, rootDiskProblems } from "../../../../provisioners/host/prepare/root-disk";
import { hostInputs } from "../../../../provisioners/host/prepare/schema";
import { UNKNOWN } from "../../../../provisioners/provider/wire";
import { connection } from "../../fakes/context";
import { oneByOne } from "../../fakes/run-all";

const inputs = hostInputs.parse({ name: "h", connection: connection("h"), rootDisk: 40 });

/** A host that finds `lines` when it looks at its disk; commands that change something are noted. */
function hostThat(lines: string[]): { host: Host; changes: string[] } {
  const changes: string[] = [];
  const run: Host["run"] = async (command, options) => {
    const isLook = options?.what?.startsWith("look at the root disk");
    if (!isLook) changes.push([command].flat().join(" "));
    return { stdout: isLook ? lines.join("\n") : "", stderr: "", code: 0 };
  };
  const none = () => Promise.reject(new Error("nothing else is done"));
  return {
    host: { label: "h", run, runAll: oneByOne({ run, upload: none }), upload: none, docker: none as never },
    changes,
  };
}

test.each([
  [
    "a larger disk: the partition grows, then the file system",
    ["partition /dev/nvme0n1 1", "device /dev/nvme0n1p1"],
    ["growpart /dev/nvme0n1 1", "resize2fs /dev/nvme0n1p1"],
  ],
  ["a partition that a killed run grew: the file system", ["due", "device /dev/vda1"], ["resize2fs /dev/vda1"]],
  ["nothing more: nothing", ["device /dev/vda1"], []],
  ["another file system: nothing", [""], []],
])("a host that finds %s", async (_, lines, expected) => {
  const { host, changes } = hostThat(lines);
  for (const { commands } of await rootDisk(host, inputs)) await host.runAll(commands);
  expect(changes).toEqual(expected);
});

test("a host whose source does not set the size of its disk is not asked", async () => {
  const { host } = hostThat(["partition /dev/vda 1", "device /dev/vda1"]);
  expect(await rootDisk(host, { ...inputs, rootDisk: undefined })).toEqual([]);
});

describe("in the preview", () => {
  const problems = (more: Record<string, unknown>) => rootDiskProblems(inputs, { ...inputs, ...more });

  test("a smaller disk is refused with both ways out", () => {
    expect(problems({ rootDisk: 20 })).toEqual([
      {
        property: "rootDisk",
        reason: expect.stringMatching(/^is 40 GiB and cannot become 20: .*`disk` back to 40, or/),
      },
    ]);
  });

  test("a larger one, the same and none are not", () => {
    for (const size of [41, 40, undefined]) expect(problems({ rootDisk: size })).toEqual([]);
  });

  test("another machine may have a smaller one", () => {
    for (const hostKey of [UNKNOWN, "SHA256:other"]) {
      expect(problems({ rootDisk: 20, connection: { ...connection("h"), hostKey } })).toEqual([]);
    }
  });
});
