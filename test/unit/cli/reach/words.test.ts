import { Command } from "commander";
import { commandWords } from "../../../../cli/reach/words";

test.each([[["web", "--", "ls", "-l"]], [["web", "ls", "-l"]]])(
  "the command in %j is what follows the name, without the dashes",
  async (args) => {
    let words: string[] = [];
    const command = new Command("exec").argument("<service>").argument("<command...>").passThroughOptions();
    command.action((_service: string, given: string[]) => {
      words = commandWords(given);
    });
    await command.parseAsync(args, { from: "user" });
    expect(words).toEqual(["ls", "-l"]);
  },
);
