import { labCommand } from "../../../cli/lab";
import { program } from "../../../cli/program";

test("`lab` has a command for each thing that can be done to a machine or the network", () => {
  expect(labCommand.commands.map((command) => command.name())).toEqual([
    ...[
      "ls",
      "ssh",
      "start",
      "stop",
      "kill",
      "freeze",
      "thaw",
      "forward",
      "partition",
      "slow",
      "lose",
      "heal",
      "traffic",
    ],
  ]);
});

test("`pulumi-swarm` has the command `lab`", () => expect(program().commands).toContain(labCommand));

test("the help shows commands as they are typed in the checkout", () => {
  const ssh = labCommand.commands.find((command) => command.name() === "ssh");
  expect(labCommand.helpInformation()).toMatch(/^Usage: npm run lab -- \[options\]/);
  expect(ssh?.helpInformation()).toMatch(/^Usage: npm run lab -- ssh \[options\] <machine>/);
});
