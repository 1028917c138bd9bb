import type { CommandWords } from "./tree";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** Pure: a script that completes the words of a program in a shell. It starts no process: the words are in it. */
export function scriptFor(shell: Shell, name: string, tree: readonly CommandWords[]): string {
  switch (shell) {
    case "bash":
      return bash(name, tree);
    case "zsh":
      // zsh takes functions that are written for bash.
      return `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bash(name, tree)}`;
    case "fish":
      return fish(name, tree);
  }
}

const variable = (name: string) => `_${name.replaceAll(/\W/g, "_")}`;
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Follows the words to the command that they name, then offers its own. Where it has none, bash offers files. */
function bash(name: string, tree: readonly CommandWords[]): string {
  const steps = tree.flatMap(({ path, subcommands }) =>
    subcommands.map(
      ({ word }) => `      ${quoted(`${path}/${word}`)}) path=${quoted([path, word].filter(Boolean).join(" "))} ;;`,
    ),
  );
  const words = tree.map(({ path, subcommands, options }) => {
    const all = [...subcommands, ...options].map(({ word }) => word);
    return `    ${quoted(path)}) words=${quoted([...new Set(all)].join(" "))} ;;`;
  });
  const choices = new Map(tree.flatMap((each) => Object.entries(each.choices)));
  const values = [...choices].map(([option, taken]) => `    ${quoted(option)}) words=${quoted(taken.join(" "))} ;;`);
  return `${variable(name)}() {
  local path= words= word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$path/$word" in
${steps.join("\n")}
    esac
  done
  case "$path" in
${words.join("\n")}
  esac
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
${values.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F ${variable(name)} ${name}
`;
}

function fish(name: string, tree: readonly CommandWords[]): string {
  const lines = tree.flatMap(({ path, subcommands, options, choices }) => {
    const words = path.split(" ").filter(Boolean);
    const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
    const below = subcommands.map(({ word }) => word).join(" ");
    const not = below ? [`not __fish_seen_subcommand_from ${below}`] : [];
    const here = (conditions: readonly string[]) =>
      conditions.length > 0 ? ` -n ${quoted(conditions.join("; and "))}` : "";
    return [
      ...subcommands.map(
        ({ word, about }) => `complete -c ${name} -f${here([...seen, ...not])} -a ${word} -d ${quoted(about)}`,
      ),
      ...options.map(({ word, about }) => {
        const taken = choices[word] ? ` -x -a ${quoted(choices[word].join(" "))}` : "";
        const flag = word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
        return `complete -c ${name}${here([...seen, ...not])} ${flag}${taken} -d ${quoted(about)}`;
      }),
    ];
  });
  return `${lines.join("\n")}\n`;
}
