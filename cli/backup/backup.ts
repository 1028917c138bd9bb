import { resolve } from "node:path";
import { Readable } from "node:stream";
import { type Command, Option } from "commander";
import { SwarmError } from "../../provisioners/core/errors";
import { encrypted } from "../../provisioners/swarm/backup/age";
import { archiveOf } from "../../provisioners/swarm/backup/archive";
import { backUp, type Plan, plan } from "../../provisioners/swarm/backup/backup";
import { UnlockKeys } from "../../provisioners/swarm/unlock/unlock-keys";
import { withContext } from "../context";
import { type GlobalOptions, globalsOf, print, swarmOf } from "../globals";
import { destinationOf } from "./destination";
import { type LockOptions, lockOf, lockOptions } from "./keys";
import { ask, canAsk } from "./prompt";
import { type Interval, intervals, scheduleText } from "./schedule";
import { manifestJson, manifestText } from "./summary";

interface BackupOptions extends LockOptions {
  toCommand?: string;
  manager?: string;
  yes?: boolean;
  every?: Interval;
}

export function addBackup(program: Command): void {
  lockOptions(program.command("backup [file]"))
    .description(
      "an encrypted backup of the swarm's state: Docker on one manager is stopped for some seconds; `-` is standard output",
    )
    .option("--to-command <command>", "a shell command that takes the backup on its standard input")
    .option(
      "--manager <name>",
      "the manager whose Docker is stopped (default: one that does not lead, with the fewest tasks)",
    )
    .option("-y, --yes", "do not ask where the swarm cannot be changed while Docker is stopped")
    .addOption(
      new Option("--every <interval>", "print a systemd timer and a job for CI instead; nothing is installed").choices(
        intervals,
      ),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  pulumi-swarm backup swarm.age --recipient age1…\n  pulumi-swarm backup --to-command 'aws s3 cp - s3://backups/swarm.age' -R recipients.txt\n  pulumi-swarm backup --every daily /var/backups/swarm.age -R recipients.txt",
    )
    .action(async (file: string | undefined, _options, command: Command) => {
      const options = globalsOf<BackupOptions>(command);
      if (options.every) return printSchedule(file, options, options.every);
      await backup(file, options);
    });
}

async function backup(file: string | undefined, options: GlobalOptions & BackupOptions): Promise<void> {
  const destination = destinationOf(file, options.toCommand);
  const lock = await lockOf(options);
  const { managers, swarmId, unlockKey } = await swarmOf(options);
  await withContext(async (context) => {
    context.session.get(UnlockKeys).learn(swarmId, unlockKey);
    const access = { context, managers, swarmId };
    context.status("asking the managers");
    const planned = await plan(access, options.manager);
    await confirm(planned, options.yes === true, (text) => context.log(text));
    let bytes = 0;
    const manifest = await backUp(access, planned, async (manifest, data) => {
      const sealed = await encrypted(Readable.from(archiveOf(manifest, data), { objectMode: false }), lock);
      sealed.on("data", (chunk: Uint8Array) => {
        bytes += chunk.length;
      });
      sealed.pause();
      await destination.write(sealed, context.signal);
    });
    context.status("");
    const text = () => `${manifestText(manifest)}\nWritten to ${destination.name}: ${bytes} bytes`;
    // Standard output may be the backup itself.
    if (file === "-") console.error(text());
    else print(options, { destination: destination.name, bytes, ...manifestJson(manifest) }, text);
  });
}

/** Says what is going to happen, and asks where nothing in the swarm can be changed meanwhile. */
async function confirm(
  { manager, tasks, interrupts, autolock }: Plan,
  yes: boolean,
  log: (text: string) => void,
): Promise<void> {
  const stopped = tasks > 0 ? `; its ${tasks === 1 ? "task stops" : `${tasks} tasks stop`} with it` : "";
  log(`Docker on ${manager.name} is stopped for some seconds${stopped}`);
  if (autolock) {
    log(
      "Warning: autolock is on, so this backup cannot be restored to new machines: Docker refuses. Turn autolock off before one that is to be",
    );
  }
  if (interrupts === undefined || yes) return;
  log(`${manager.name}: ${interrupts}`);
  if (canAsk() && /^y(es)?$/i.test((await ask("Go on? [y/N] ")).trim())) return;
  throw new SwarmError({
    code: "BACKUP_NOT_SAFE",
    summary: "No backup was made",
    host: manager.name,
    cause: interrupts,
    fix: "Where that is acceptable for some seconds, give `--yes`.",
  });
}

function printSchedule(file: string | undefined, options: GlobalOptions & BackupOptions, every: Interval): void {
  const { recipient = [], recipientsFile = [], passphraseFile, toCommand, manager } = options;
  if (recipient.length + recipientsFile.length === 0 && passphraseFile === undefined) {
    throw new SwarmError({
      code: "BACKUP_KEYS",
      summary: "Nobody types a passphrase on a schedule",
      fix: "Give `--recipient`, `--recipients-file` or `--passphrase-file`.",
    });
  }
  const words = [
    ...recipient.flatMap((each) => ["--recipient", each]),
    ...recipientsFile.flatMap((each) => ["--recipients-file", each]),
    ...(passphraseFile === undefined ? [] : ["--passphrase-file", passphraseFile]),
    ...(manager === undefined ? [] : ["--manager", manager]),
    ...(toCommand === undefined ? [] : ["--to-command", toCommand]),
  ];
  // Checks the same as a backup does.
  if (file !== "-") destinationOf(file, toCommand);
  console.log(scheduleText(every, { stack: options.stack, cwd: resolve(options.cwd ?? "."), words, file }));
}
