import { spawnSync } from "node:child_process";
import { Command, Option } from "commander";
import { scriptFor } from "../../../cli/completion/scripts";
import { treeOf } from "../../../cli/completion/tree";
import { program } from "../../../cli/program";

const small = () => {
  const made = new Command("tool").option("--json", "print JSON");
  made.command("status").description("what's up").option("-w, --watch", "again");
  made.command("top").addOption(new Option("--sort <by>").choices(["cpu", "memory"]));
  made.command("context").command("create").option("--socket <path>");
  return treeOf(made);
};

/** What bash would offer after these words. */
function offered(words: string[], name = "tool", tree = small()): string[] {
  const line = words.map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _${name.replace("-", "_")}; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", `${scriptFor("bash", name, tree)}\n${ask}`], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter(Boolean);
}

describe("completion in bash", () => {
  test("offers commands and options of the program first", () => {
    expect(offered(["tool", ""])).toEqual(["status", "top", "context", "--json", "--help"]);
    expect(offered(["tool", "--json", "st"])).toEqual(["status"]);
  });

  test("offers what the command takes, at any depth", () => {
    expect(offered(["tool", "status", "-"])).toEqual(["-w", "--watch", "--help"]);
    expect(offered(["tool", "context", ""])).toEqual(["create", "--help"]);
    expect(offered(["tool", "context", "create", "--s"])).toEqual(["--socket"]);
  });

  test("offers the values of an option", () =>
    expect(offered(["tool", "top", "--sort", ""])).toEqual(["cpu", "memory"]));

  test("knows the real commands", () => {
    const tree = treeOf(program());
    expect(offered(["pulumi-swarm", "doc"], "pulumi-swarm", tree)).toEqual(["doctor", "docker"]);
    expect(offered(["pulumi-swarm", "doctor", "--fi"], "pulumi-swarm", tree)).toEqual(["--fix"]);
  });
});

test("completion in fish has a line for each word, under its command", () => {
  const script = scriptFor("fish", "tool", small());
  expect(script).toContain(
    "complete -c tool -f -n 'not __fish_seen_subcommand_from status top context' -a status -d 'what'\\''s up'\n",
  );
  expect(script).toContain("complete -c tool -n '__fish_seen_subcommand_from status' -l watch -d 'again'\n");
  expect(script).toContain("-l sort -x -a 'cpu memory'");
});

test("completion in zsh is bash's, in zsh's own frame", () => {
  expect(scriptFor("zsh", "tool", small())).toMatch(/^autoload [\s\S]*bashcompinit\n_tool\(\) \{/);
});
