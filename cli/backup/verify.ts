import { createReadStream } from "node:fs";
import type { Command } from "commander";
import { messageOf, SwarmError } from "../../provisioners/core/errors";
import { decrypted } from "../../provisioners/swarm/backup/age";
import { verify } from "../../provisioners/swarm/backup/verify";
import { globalsOf, print } from "../globals";
import { type KeyOptions, keyOf, keyOptions } from "./keys";
import { manifestJson, manifestText } from "./summary";

export function addVerify(program: Command): void {
  keyOptions(program.command("verify <file>"))
    .description(
      "read a backup back, without a swarm: decrypt it, compare each file's checksum, show what it holds; `-` is standard input",
    )
    .addHelpText("after", "\nExample:\n  pulumi-swarm verify swarm.age --identity-file key.txt")
    .action(async (file: string, _options, command: Command) => {
      const options = globalsOf<KeyOptions>(command);
      const key = await keyOf(options);
      const cipher = file === "-" ? process.stdin : createReadStream(file);
      // A file that cannot be opened fails before anybody reads it.
      const failure = new Promise<never>((_, reject) =>
        cipher.once("error", (error: Error) => reject(notRead(file, error))),
      );
      const manifest = await Promise.race([failure, decrypted(cipher, key).then(verify)]);
      print(options, { file, ...manifestJson(manifest) }, () => `${manifestText(manifest)}\n${file} is whole`);
    });
}

function notRead(file: string, error: unknown): SwarmError {
  return new SwarmError({
    code: "BACKUP_UNREADABLE",
    summary: `${file} cannot be read`,
    cause: messageOf(error),
    fix: "Check the path.",
  });
}
