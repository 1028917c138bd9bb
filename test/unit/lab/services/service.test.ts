import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startService } from "../../../../lab/services/service";

// Programs are started, which takes its time on a busy machine.
jest.setTimeout(60_000);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "service-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

// Nothing listens on port 1.
const start = (program: string, args: string[] = []) => startService(program, args, 1, folder);

test("a service whose program is missing fails with the command that installs it", async () => {
  await expect(start("no-such-program")).rejects.toMatchObject({
    code: "LAB_SERVICE",
    cause: "there is no program no-such-program on PATH",
    fix: "install no-such-program, and have its folder on PATH",
  });
});

test("a service that ends before it listens fails with the last lines of its log", async () => {
  await expect(start("sh", ["-c", "echo no space left; exit 3"])).rejects.toMatchObject({
    code: "LAB_SERVICE",
    cause: "it ended with 3\nno space left",
  });
});
