/** Begins the line above each section of a script's output. */
export const mark = "@@@ ";

/** The sections of a script's output by name. */
export function sectionsOf(output: string): Map<string, string> {
  const parts = `\n${output}`.split(`\n${mark}`).slice(1);
  return new Map(
    parts.map((part) => {
      const [name = "", ...lines] = part.split("\n");
      return [name.trim(), lines.join("\n")];
    }),
  );
}
