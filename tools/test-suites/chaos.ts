import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { packageRoot } from "../../provisioners/core/paths";
import { setUp } from "../environment/setup";
import { main } from "../terminal/main";
import { stream } from "../terminal/run";

const whole = (least: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
};

const command = new Command("npm run test:chaos --")
  .description(
    "Kills runs of `pulumi up` on the lab at random moments, and checks after each what the next one makes of it.",
  )
  .option("--kills <count>", "how many runs are killed; about 2 minutes each", whole(1), 20)
  .option("--seed <number>", "the same seed gives the same changes, victims and moments", whole(0), 1)
  .parse();

main(async () => {
  const { kills, seed } = command.opts<{ kills: number; seed: number }>();
  const env = { ...(await setUp()), CHAOS_KILLS: String(kills), CHAOS_SEED: String(seed) };
  const jest = join(packageRoot, "node_modules", "jest/bin/jest.js");
  const args = [jest, "--selectProjects", "lab", "--runInBand", "--forceExit", "test/lab/rest/killed.test.ts"];
  return stream(process.execPath, args, { cwd: packageRoot, env });
});
