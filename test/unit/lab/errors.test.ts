import { labError } from "../../../lab/errors";
import { Gate } from "../../../lab/gate/client";

describe("an error of the lab", () => {
  test("from the operating system names what helps against it", () => {
    const full = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    expect(labError("make the disk", full)).toMatchObject({
      summary: "Cannot make the disk",
      host: "this machine",
      fix: expect.stringMatching(/^free disk space/),
    });
  });

  test("with a cause that nobody foresaw says that the same command repairs it", () => {
    expect(labError("start the lab", new Error("the lab's network ended"))).toMatchObject({
      host: "this machine",
      fix: "run the same command again, which starts the lab anew",
    });
  });

  test("where the network's program ends before it answers says that the same command repairs it", async () => {
    const path = process.execPath;
    // A program that ends at once, in the place of Node.js with the network's script.
    process.execPath = "/bin/false";
    const events = { onExit() {}, onService() {}, onGone() {} };
    try {
      await expect(Gate.open(events, { inNamespace: false })).rejects.toMatchObject({
        code: "LAB_NETWORK",
        host: "this machine",
        fix: "run the same command again, which starts the lab anew",
      });
    } finally {
      process.execPath = path;
    }
  });
});
