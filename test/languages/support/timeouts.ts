import type { ExampleLanguage, Replacements } from "./workspace";

/** Gives the examples' stacks this many seconds to start: `PULUMI_SWARM_PATIENCE` does not stretch a stack's time-out. */
export const withTimeout = (language: ExampleLanguage, seconds: number): Replacements =>
  (
    ({
      typescript: [[/name: "(web|notes)",/g, `$& timeout: ${seconds},`]],
      python: [
        [/"name": "(hello|notes)"/g, `$&, "timeout": ${seconds}`],
        [/^ +name="web",$/gm, `$& timeout=${seconds},`],
      ],
      go: [[/Name: +pulumi\.String\("(hello|notes|web)"\)/g, `$&, Timeout: pulumi.Int(${seconds})`]],
      yaml: [
        [/\{ name: (hello|notes)/g, `$&, timeout: ${seconds}`],
        [/^( +)name: web$/gm, `$&\n$1timeout: ${seconds}`],
      ],
    }) satisfies Record<ExampleLanguage, Replacements>
  )[language];
