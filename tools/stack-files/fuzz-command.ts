import { cpus } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { SwarmError } from "../../provisioners/core/errors";
import { main } from "../terminal/main";
import { line, step } from "../terminal/progress";
import { findClient } from "./client/docker-client";
import { readCorpus } from "./corpus";
import { fuzz, smallest } from "./fuzz";

function positive(text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 0 on.");
}

const command = new Command("npm run fuzz --")
  .description(
    "Changes stack files at random, and compares what the preview says of them with what Docker's own client does. " +
      "Each disagreement is told with the smallest file that shows it, and the exit code is 1.",
  )
  .option("--seed <number>", "the same seed gives the same files", whole, 1)
  .option("--minutes <number>", "for how long", positive, 1)
  .parse();

main(async () => {
  const { seed, minutes } = command.opts<{ seed: number; minutes: number }>();
  const client = findClient();
  if (typeof client === "string") {
    throw new SwarmError({ code: "CANNOT_START", summary: "Cannot compare with Docker's client", cause: client });
  }
  const corpus = await readCorpus();
  const end = Date.now() + minutes * 60_000;
  const title = `${corpus.length} stack files, changed by seed ${seed}, beside Docker's client ${client.version}`;
  const { count, taken, refused, found } = await step(title, (status) =>
    fuzz(client, corpus, {
      seed,
      atOnce: cpus().length * 2,
      goesOn: () => Date.now() < end,
      onFile: ({ count, found }) => status(`${count} files, ${found.size} disagreements`),
    }),
  );
  line(`${count} files: ${taken} taken by both, ${refused} refused by both, ${found.size} kinds of disagreement`);
  for (const disagreement of found.values()) {
    const text = await step("making the file smaller", () => smallest(client, disagreement));
    process.stdout.write(`\n${disagreement.text}\n\n${text}\n`);
  }
  return found.size > 0 ? 1 : 0;
});
