import { Command, InvalidArgumentError } from "commander";
import { variants } from "./machines/machine";
import type { PeersOptions } from "./options";
import { runPeers } from "./run";
import { baseline, tools } from "./tools";

const EXAMPLES = `
Examples:
  npm run bench -- peers                                        # all tools, three rounds, on the lab
  npm run bench -- peers --tools script,pulumi --rounds 1       # a quick look
  npm run bench -- peers --variants present --json >peers.json  # machines with Docker only, for programs
  npm run bench -- peers --hosts machines.yaml                  # on machines that you have
  npm run bench -- peers --clean                                # remove the lab that a killed run left

The file of --hosts is a list, whose keys are those of swarm:hosts:
  - name: manager-1
    role: manager
    host: 203.0.113.11       # where SSH is dialled; also: port, and user (with sudo, without a password)
    address: 10.20.0.11      # on the network that the machines share
    hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMfwbyFSSK6R/W5ttm4jTbcnJGaFWSjSS+DQw5dtAQZo
    privateKeyFile: ~/.ssh/id_ed25519
The machines have to be alike, and in no swarm. Between two runs all that was made is taken away again: the swarm,
files, images, and packages that were not there. Loaded kernel modules and settings stay until the next boot.`;

/** `npm run bench -- peers`: other ways to the same swarm beside ours. */
export const peersCommand = new Command("peers")
  .description(
    `${Object.values(tools)
      .map(({ title }) => title)
      .join(", ")}: seconds from machines that answer to a stack that runs`,
  )
  .option("--tools <names>", `which, of ${Object.keys(tools).join(", ")}; by default all`, listOf(tools))
  .option(
    "--variants <names>",
    `on which machines, of ${Object.keys(variants).join(", ")}; by default all that there are`,
    listOf(variants),
  )
  .option("--rounds <number>", "how often each tool runs, in turn", count, 3)
  .option("--hosts <file>", "machines that you have, instead of the lab's")
  .option("--json", "print the figures as JSON")
  .option("--record", `write the figures into docs/performance.json; takes \`${baseline}\` among the tools`)
  .option("--clean", "only remove what a killed run left")
  .addHelpText("after", EXAMPLES)
  .action((options: PeersOptions) => runPeers(options));

/** Some of the keys, each once, in the order in which they were given. */
function listOf(known: object) {
  return (text: string): string[] => {
    const names = [...new Set(text.split(",").map((name) => name.trim()))];
    const wrong = names.filter((name) => !Object.hasOwn(known, name));
    if (wrong.length > 0) throw new InvalidArgumentError(`known are ${Object.keys(known).join(", ")}`);
    return names;
  };
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("must be a number from 1");
  return number;
}
