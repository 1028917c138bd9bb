import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { messageOf, SwarmError } from "../../core/errors";

/** Who can read a backup. */
export type Lock = { recipients: readonly string[] } | { passphrase: string };
/** What opens one. */
export type Key = { identities: readonly string[] } | { passphrase: string };

/** The keys in a file of `age-keygen`: its lines without comments. */
export function keyLines(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("#"));
}

/** The package is an ES module, and needed by few commands. */
const age = () => import("age-encryption");

/** Encrypts what is read, in the format of age. @throws SwarmError `BACKUP_KEYS` for what is no recipient */
export async function encrypted(plain: Readable, lock: Lock): Promise<Readable> {
  const { Encrypter } = await age();
  const encrypter = new Encrypter();
  if ("passphrase" in lock) encrypter.setPassphrase(lock.passphrase);
  else {
    if (lock.recipients.length === 0) throw badKey("There is no recipient", "Give one that begins with `age1`.");
    for (const recipient of lock.recipients) {
      taken(() => encrypter.addRecipient(recipient), `\`${recipient.slice(0, 12)}…\` is no recipient of age`);
    }
  }
  return ofWeb(await encrypter.encrypt(toWeb(plain)));
}

/**
 * Decrypts what is read. What was changed or cut short fails while it is read.
 * @throws SwarmError `BACKUP_KEYS` for what is no identity, `BACKUP_WRONG_KEY`, `BACKUP_UNREADABLE`
 */
export async function decrypted(cipher: Readable, key: Key): Promise<Readable> {
  const { Decrypter } = await age();
  const decrypter = new Decrypter();
  if ("passphrase" in key) decrypter.addPassphrase(key.passphrase);
  // An identity is a secret: no part of it is shown.
  else
    for (const identity of key.identities)
      taken(() => decrypter.addIdentity(identity), "What was given is no identity");
  try {
    return ofWeb(await decrypter.decrypt(toWeb(cipher)));
  } catch (error) {
    throw opening(error, key);
  }
}

function taken(add: () => void, summary: string): void {
  try {
    add();
  } catch {
    throw badKey(
      summary,
      "A recipient begins with `age1`, an identity with `AGE-SECRET-KEY-1`: `age-keygen` makes both.",
    );
  }
}

const badKey = (summary: string, fix: string) => new SwarmError({ code: "BACKUP_KEYS", summary, fix });

function opening(error: unknown, key: Key): SwarmError {
  if (error instanceof SwarmError) return error;
  const text = messageOf(error);
  if (text.startsWith("no identity matched")) {
    return new SwarmError({
      code: "BACKUP_WRONG_KEY",
      summary:
        "passphrase" in key ? "The passphrase does not open the backup" : "No identity that was given opens the backup",
      fix: "Use the passphrase, or an identity of one of the recipients, that the backup was encrypted with.",
    });
  }
  if (!text.startsWith("invalid version")) return damaged(text);
  return new SwarmError({
    code: "BACKUP_UNREADABLE",
    summary: "This is no backup: it is not encrypted with age",
    cause: text,
    fix: "Use a file that `pulumi-swarm backup` wrote.",
  });
}

export function damaged(cause: string): SwarmError {
  return new SwarmError({
    code: "BACKUP_UNREADABLE",
    summary: "The backup is cut short or was changed",
    cause,
    fix: "Use another copy of it, or an older backup.",
  });
}

const toWeb = (stream: Readable) => Readable.toWeb(stream) as globalThis.ReadableStream<Uint8Array>;
const ofWeb = (stream: globalThis.ReadableStream<Uint8Array>) => Readable.fromWeb(stream as ReadableStream);
