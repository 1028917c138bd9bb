import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { messageOf, SwarmError } from "../../provisioners/core/errors";
import { type Key, keyLines, type Lock } from "../../provisioners/swarm/backup/age";
import { ask, canAsk } from "./prompt";

export interface LockOptions {
  recipient?: string[];
  recipientsFile?: string[];
  passphraseFile?: string;
}

export interface KeyOptions {
  identityFile?: string[];
  passphraseFile?: string;
}

const several = (value: string, before: string[] = []) => [...before, value];

export const lockOptions = (command: Command) =>
  command
    .option("-r, --recipient <age1…>", "who can read it; may be given several times", several)
    .option("-R, --recipients-file <path>", "a file with a recipient a line; may be given several times", several)
    .option("--passphrase-file <path>", "a file whose first line is the passphrase");

export const keyOptions = (command: Command) =>
  command
    .option("-i, --identity-file <path>", "a file of `age-keygen`; may be given several times", several)
    .option("--passphrase-file <path>", "a file whose first line is the passphrase");

/** With what a backup is encrypted. Without an option a passphrase is asked for, twice. @throws SwarmError `BACKUP_KEYS` */
export async function lockOf({ recipient = [], recipientsFile = [], passphraseFile }: LockOptions): Promise<Lock> {
  const recipients = [...recipient, ...(await Promise.all(recipientsFile.map(linesOf))).flat()];
  const isGiven = recipient.length + recipientsFile.length > 0;
  if (isGiven && passphraseFile !== undefined) {
    throw keys("A backup has either recipients or a passphrase", "Leave one of them out.");
  }
  if (isGiven) return { recipients };
  if (passphraseFile !== undefined) return { passphrase: await passphraseIn(passphraseFile) };
  if (!canAsk())
    throw keys("A backup is always encrypted", "Give `--recipient`, `--recipients-file` or `--passphrase-file`.");
  const passphrase = await ask("Passphrase of the backup: ", { secret: true });
  if (passphrase === "") throw keys("The passphrase is empty", "Type one.");
  if ((await ask("Once more: ", { secret: true })) !== passphrase) throw keys("The two differ", "Run it again.");
  return { passphrase };
}

/** What opens a backup. Without an option a passphrase is asked for. @throws SwarmError `BACKUP_KEYS` */
export async function keyOf({ identityFile = [], passphraseFile }: KeyOptions): Promise<Key> {
  if (identityFile.length > 0 && passphraseFile !== undefined) {
    throw keys("A backup is opened with either identities or a passphrase", "Leave one of them out.");
  }
  if (identityFile.length > 0) return { identities: (await Promise.all(identityFile.map(linesOf))).flat() };
  if (passphraseFile !== undefined) return { passphrase: await passphraseIn(passphraseFile) };
  if (!canAsk())
    throw keys("There is nothing to open the backup with", "Give `--identity-file` or `--passphrase-file`.");
  return { passphrase: await ask("Passphrase of the backup: ", { secret: true }) };
}

async function passphraseIn(path: string): Promise<string> {
  const [first = ""] = (await textOf(path)).split(/\r?\n/, 1);
  if (first === "") throw keys(`The first line of ${path} is empty`, "Write the passphrase into it.");
  return first;
}

async function linesOf(path: string): Promise<string[]> {
  const found = keyLines(await textOf(path));
  if (found.length === 0) throw keys(`There is no key in ${path}`, "Use a file of `age-keygen`.");
  return found;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw keys(`${path} cannot be read: ${messageOf(error)}`, "Check the path.");
  }
}

const keys = (summary: string, fix: string) => new SwarmError({ code: "BACKUP_KEYS", summary, fix });
