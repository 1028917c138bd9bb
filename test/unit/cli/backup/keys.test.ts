import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyOf, lockOf } from "../../../../cli/backup/keys";

function fileOf(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "backup-keys-")), "file");
  writeFileSync(path, text);
  return path;
}

describe("what a backup is encrypted with", () => {
  test("recipients come from options and from files without comments", async () => {
    const recipientsFile = [fileOf("# the team\nage1b\n\nage1c\n")];
    expect(await lockOf({ recipient: ["age1a"], recipientsFile })).toEqual({ recipients: ["age1a", "age1b", "age1c"] });
  });

  test("a passphrase is the first line of a file", async () => {
    expect(await lockOf({ passphraseFile: fileOf("correct horse\r\nsecond line") })).toEqual({
      passphrase: "correct horse",
    });
  });

  test.each([
    ["nothing where nobody can be asked", {}, "A backup is always encrypted"],
    ["both ways", { recipient: ["age1a"], passphraseFile: "x" }, "either recipients or a passphrase"],
    ["an empty passphrase", { passphraseFile: fileOf("\n") }, "is empty"],
    ["a file without a key", { recipientsFile: [fileOf("# none\n")] }, "There is no key in"],
    ["a file that is not there", { recipientsFile: ["/nowhere/file"] }, "/nowhere/file cannot be read"],
  ])("%s is refused", async (_what, options, text) => {
    await expect(lockOf(options)).rejects.toMatchObject({
      code: "BACKUP_KEYS",
      message: expect.stringContaining(text),
    });
  });
});

describe("what opens a backup", () => {
  test("identities come from the files of age-keygen", async () => {
    const identityFile = [fileOf("# created: 2026-01-31\n# public key: age1a\nAGE-SECRET-KEY-1A\n")];
    expect(await keyOf({ identityFile })).toEqual({ identities: ["AGE-SECRET-KEY-1A"] });
  });

  test("nothing is refused where nobody can be asked", async () => {
    await expect(keyOf({})).rejects.toMatchObject({ code: "BACKUP_KEYS" });
  });
});
