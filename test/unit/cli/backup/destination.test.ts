import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { destinationOf } from "../../../../cli/backup/destination";
import { SwarmError } from "../../../../provisioners/core/errors";

jest.setTimeout(60_000);

const signal = new AbortController().signal;
const folder = () => mkdtempSync(join(tmpdir(), "backup-destination-"));
const bytes = () => Readable.from([Buffer.from("one"), Buffer.from("two")]);
const failing = () =>
  Readable.from(
    (async function* () {
      yield Buffer.from("one");
      throw new SwarmError({ code: "BACKUP_FAILED", summary: "it broke" });
    })(),
  );

describe("a backup that goes to a file", () => {
  test("is for its owner only, and replaces the one before in one step", async () => {
    const path = join(folder(), "swarm.age");
    writeFileSync(path, "before", { mode: 0o644 });
    await destinationOf(path, undefined).write(bytes(), signal);
    expect(readFileSync(path, "utf8")).toBe("onetwo");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("leaves the one before, and no half one, where it fails", async () => {
    const at = folder();
    const path = join(at, "swarm.age");
    writeFileSync(path, "before");
    await expect(destinationOf(path, undefined).write(failing(), signal)).rejects.toMatchObject({
      code: "BACKUP_FAILED",
    });
    expect(readdirSync(at)).toEqual(["swarm.age"]);
    expect(readFileSync(path, "utf8")).toBe("before");
  });

  test("names the folder that is not there", async () => {
    const path = join(folder(), "missing", "swarm.age");
    await expect(destinationOf(path, undefined).write(bytes(), signal)).rejects.toMatchObject({
      code: "BACKUP_NOT_WRITTEN",
      message: expect.stringContaining("ENOENT"),
    });
  });
});

describe("a backup that goes to a command", () => {
  test("is its input", async () => {
    const path = join(folder(), "copy");
    await destinationOf(undefined, `cat > ${path}`).write(bytes(), signal);
    expect(readFileSync(path, "utf8")).toBe("onetwo");
  });

  test("is not done where the command fails", async () => {
    const write = destinationOf(undefined, "cat >/dev/null; exit 3").write(bytes(), signal);
    await expect(write).rejects.toMatchObject({
      code: "BACKUP_NOT_WRITTEN",
      message: expect.stringContaining("code 3"),
    });
  });

  test("is not done where the command ends well and takes nothing", async () => {
    const large = Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(65_536)));
    await expect(destinationOf(undefined, "exec true").write(large, signal)).rejects.toMatchObject({
      summary: "The command did not take the whole backup",
    });
  });

  test("fails with the backup's own error, whatever the command made of half of it", async () => {
    const path = join(folder(), "copy");
    await expect(destinationOf(undefined, `cat > ${path}`).write(failing(), signal)).rejects.toMatchObject({
      code: "BACKUP_FAILED",
    });
    expect(existsSync(path)).toBe(true);
  });
});

test.each([
  [undefined, undefined],
  ["swarm.age", "cat"],
])("%s and %s as destination are refused", (file, command) => {
  expect(() => destinationOf(file, command)).toThrow("It is not clear where the backup is to go");
});
