import { Readable } from "node:stream";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { decrypted, encrypted, type Key } from "../../../../provisioners/swarm/backup/age";
import { verify } from "../../../../provisioners/swarm/backup/verify";
import { backupFile, bytesOf, certificateOf, chunksOf, manifestOf, packed, swarmFiles } from "./backup-file";

let lock: { recipients: string[] };
let key: Key;

beforeAll(async () => {
  const identity = await generateIdentity();
  key = { identities: [identity] };
  lock = { recipients: [await identityToRecipient(identity)] };
});

const read = async (file: Buffer, by = key) =>
  verify(await decrypted(Readable.from(chunksOf(file, 7_000), { objectMode: false }), by));

// Deriving a key from a passphrase takes its time on purpose.
jest.setTimeout(120_000);

describe("a backup that is read back", () => {
  test("shows its manifest", async () => {
    const data = packed(swarmFiles);
    expect(await read(await backupFile(lock, data))).toEqual(manifestOf(data));
  });

  test("opens by its passphrase and by no other, which no error shows", async () => {
    const file = await backupFile({ passphrase: "correct horse" });
    expect((await read(file, { passphrase: "correct horse" })).swarmId).toBe("swarm1");
    const error = await read(file, { passphrase: "another one" }).catch((error) => error);
    expect(error).toMatchObject({ code: "BACKUP_WRONG_KEY" });
    expect(error.message).not.toContain("another one");
    await expect(read(file)).rejects.toMatchObject({ code: "BACKUP_WRONG_KEY" });
  });

  test("opens for each of its recipients", async () => {
    const identities = [await generateIdentity(), await generateIdentity()];
    const recipients = await Promise.all(identities.map(identityToRecipient));
    const file = await backupFile({ recipients });
    for (const identity of identities) expect((await read(file, { identities: [identity] })).swarmId).toBe("swarm1");
    const stranger = { identities: [await generateIdentity()] };
    await expect(read(file, stranger)).rejects.toMatchObject({ code: "BACKUP_WRONG_KEY" });
    await expect(read(file, { passphrase: "any" })).rejects.toMatchObject({ code: "BACKUP_WRONG_KEY" });
  });

  test("is called cut short wherever it ends early", async () => {
    const file = await backupFile(lock);
    for (const length of [file.length - 1, file.length - 70_000, 400]) {
      await expect(read(file.subarray(0, length))).rejects.toMatchObject({
        code: "BACKUP_UNREADABLE",
        summary: "The backup is cut short or was changed",
      });
    }
  });

  test("is called changed where one bit differs", async () => {
    const file = await backupFile(lock);
    file[file.length - 500] = (file[file.length - 500] as number) ^ 1;
    await expect(read(file)).rejects.toMatchObject({ code: "BACKUP_UNREADABLE" });
  });

  test.each([
    ["a text", async () => Buffer.from("name: not a backup\n".repeat(50)), "not encrypted with age"],
    ["an empty file", async () => Buffer.alloc(0), "not encrypted with age"],
    [
      "something else that is encrypted",
      async () => bytesOf(await encrypted(Readable.from([Buffer.alloc(2_000, "x")]), lock)),
      "",
    ],
  ])("is refused as no backup where it is %s", async (_what, make, text) => {
    await expect(read(await make())).rejects.toMatchObject({
      code: "BACKUP_UNREADABLE",
      message: expect.stringContaining(text),
    });
  });

  test.each([
    ["a file differs", { ...swarmFiles, "swarm/state.json": "{}" }, "the checksum of swarm/state.json"],
    ["a file is too many", { ...swarmFiles, "swarm/more": "" }, "swarm/more is not in its manifest"],
    [
      "its data is of another swarm",
      { ...swarmFiles, "swarm/certificates/swarm-node.crt": certificateOf("other") },
      "of the swarm other",
    ],
  ])("is refused where %s", async (_what, files, text) => {
    const data = packed(files);
    const manifest = manifestOf(data);
    const crt = "swarm/certificates/swarm-node.crt";
    if (text.includes("other")) manifest.files = manifestOf(data, files).files;
    expect(manifest.files.some(({ path }) => path === crt)).toBe(true);
    await expect(read(await backupFile(lock, data, manifest))).rejects.toMatchObject({
      code: "BACKUP_UNREADABLE",
      message: expect.stringContaining(text),
    });
  });

  test("is refused where a file is missing that Docker needs", async () => {
    const { "swarm/state.json": _gone, ...files } = swarmFiles;
    const data = packed(files);
    await expect(read(await backupFile(lock, data, manifestOf(data)))).rejects.toThrow("lacks swarm/state.json");
    await expect(read(await backupFile(lock, data, manifestOf(data, files)))).rejects.toThrow("lacks swarm/state.json");
  });

  test("is not written at all where the data is not what the manager packed", async () => {
    const data = packed(swarmFiles);
    const manifest = manifestOf(data);
    await expect(backupFile(lock, data.subarray(10), manifest)).rejects.toMatchObject({ code: "BACKUP_FAILED" });
  });
});

describe("keys of a backup", () => {
  test.each([
    [{ recipients: ["age1nonsense"] }, "BACKUP_KEYS"],
    [{ recipients: [] }, "BACKUP_KEYS"],
  ])("%j is no lock", async (lock, code) => {
    await expect(encrypted(Readable.from([""]), lock)).rejects.toMatchObject({ code });
  });

  test("an identity that is none is refused and not shown", async () => {
    const error = await decrypted(Readable.from([""]), { identities: ["AGE-SECRET-KEY-1WRONG"] }).catch(
      (error) => error,
    );
    expect(error).toMatchObject({ code: "BACKUP_KEYS" });
    expect(error.message).not.toContain("1WRONG");
  });
});
