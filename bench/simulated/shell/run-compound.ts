import { fieldsOf, type Surroundings, textOf, wordPattern } from "./expand";
import { Leave } from "./leave";
import { patternOf } from "./pattern";
import type { Streams } from "./streams";
import type { Command, List } from "./syntax";

/** What runs the lists of a command that is made of others. */
export interface Runner extends Surroundings {
  code: number;
  list(list: List, streams: Streams, isAsked: boolean): Promise<number>;
}

type Of<Kind extends Command["kind"]> = Extract<Command, { kind: Kind }>;
type Compound = Of<"group" | "if" | "loop" | "for" | "case">;

/** Groups, branches and loops. */
export function runCompound(shell: Runner, command: Compound, streams: Streams, isAsked: boolean): Promise<number> {
  const body = (list: List) => {
    shell.code = 0;
    return shell.list(list, streams, isAsked);
  };
  const holds = async (condition: List) => (await shell.list(condition, streams, true)) === 0;
  /** One turn of a loop; true where it was the last. */
  const turn = async (list: List): Promise<boolean> => {
    try {
      await shell.list(list, streams, isAsked);
      return false;
    } catch (left) {
      if (left instanceof Leave && left.from === "loop") return true;
      if (left instanceof Leave && left.from === "next") return false;
      throw left;
    }
  };
  const run = {
    group: ({ body: list }: Of<"group">) => body(list),
    if: async ({ branches, otherwise = [] }: Of<"if">) => {
      for (const branch of branches) if (await holds(branch.condition)) return body(branch.body);
      return body(otherwise);
    },
    loop: async ({ condition, body: list, until }: Of<"loop">) => {
      let code = 0;
      while ((await holds(condition)) !== until) {
        if (await turn(list)) break;
        code = shell.code;
      }
      shell.code = code;
      return code;
    },
    for: async ({ name, words, body: list }: Of<"for">) => {
      shell.code = 0;
      for (const word of words ? await fieldsOf(words, shell) : [...shell.words]) {
        shell.set(name, word);
        if (await turn(list)) break;
      }
      return shell.code;
    },
    case: async ({ word, branches }: Of<"case">) => {
      const text = await textOf(word, shell);
      for (const { patterns, body: list } of branches) {
        for (const pattern of patterns) {
          const source = patternOf(await wordPattern(pattern, shell));
          if (new RegExp(`^(?:${source})$`).test(text)) return body(list);
        }
      }
      shell.code = 0;
      return 0;
    },
  };
  switch (command.kind) {
    case "group":
      return run.group(command);
    case "if":
      return run.if(command);
    case "loop":
      return run.loop(command);
    case "for":
      return run.for(command);
    case "case":
      return run.case(command);
  }
}
