import { parseHostLook } from "../../../../cli/look/host-look";

const memory = "@@@ memory\nMemTotal:        2000 kB\nMemFree:          100 kB\nMemAvailable:    1500 kB\n";
const disk = "@@@ disk\nFilesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 1000 300 650 32% /\n";

describe("a look at a machine", () => {
  test("has the memory in use and the disk of Docker's data, in bytes", () => {
    expect(parseHostLook(`${memory}\n${disk}\n@@@ certificate\n`)).toEqual({
      memory: { total: 2_000 * 1_024, used: 500 * 1_024 },
      disk: { used: 300 * 1_024, total: 950 * 1_024 },
      certificateBegins: undefined,
      certificateEnds: undefined,
    });
  });

  test("leaves out what the machine does not show", () => {
    expect(parseHostLook("Welcome!\n@@@ memory\n@@@ disk\n@@@ certificate\n")).toEqual({});
  });
});
