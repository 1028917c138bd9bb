import type { Command, Option } from "commander";

/** A word that may come next, and what it does. */
export interface Word {
  word: string;
  about: string;
}

/** What may be typed after a command's name. */
export interface CommandWords {
  /** `context create`; empty for the program itself. */
  path: string;
  subcommands: Word[];
  options: Word[];
  /** By option: the values that it takes. */
  choices: Record<string, readonly string[]>;
}

/** The program and its commands, each with its words. */
export function treeOf(command: Command, path: readonly string[] = []): CommandWords[] {
  // Help and version are options of every command, and yet in no list.
  const subcommands = command.commands.map((each) => ({ word: each.name(), about: firstLine(each.description()) }));
  const own = command.options.flatMap((option) =>
    wordsOf(option).map((word) => ({ word, about: firstLine(option.description) })),
  );
  const options = [...own, { word: "--help", about: "show how it is used" }];
  const choices = Object.fromEntries(
    command.options.flatMap((option) =>
      wordsOf(option).flatMap((word) => (option.argChoices ? [[word, option.argChoices]] : [])),
    ),
  );
  const below = command.commands.flatMap((each) => treeOf(each, [...path, each.name()]));
  return [{ path: path.join(" "), subcommands, options, choices }, ...below];
}

const wordsOf = ({ short, long }: Option) => [short, long].flatMap((word) => word ?? []);
const firstLine = (text: string) => text.split("\n", 1)[0] ?? "";
