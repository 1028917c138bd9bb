import { errorAreas } from "../../provisioners/core/error-codes";

const intro = `# Errors

<!-- Generated from provisioners/core/error-codes by \`npm run docs\`: change the entries there, not this page. -->

Every error of the project says what failed, where, why and what to do, in this order. Its code (\`code\` of \`SwarmError\`) is
stable: a program can compare it. Errors that can pass by themselves are repeated until the operation's deadline; the code that
you see is the one that ended it.

Nothing of an error is secret: private keys, join tokens, unlock keys and passwords never appear in one.

The last section is about the commands of a checkout of the project, which a program that has it as a package never meets.
`;

/** The page that explains every error code. */
export function errorsPage(): string {
  const areas = errorAreas.map(({ title, entries }) => {
    const sections = Object.entries(entries)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { meaning, action }]) => `### \`${code}\`\n\n${meaning}\n\n**What to do:** ${action}\n`);
    return [`## ${title}\n`, ...sections].join("\n");
  });
  return [intro, ...areas].join("\n");
}
