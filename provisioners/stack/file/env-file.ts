/** What an env file says, by the rules of Docker's CLI. */
export interface EnvFile {
  variables: Record<string, string>;
  /** Where each of them stands. */
  lines: Record<string, number>;
  problems: { line: number; reason: string }[];
}

/**
 * Pure: lines of `KEY=value`; the value is all that follows, with its quotes and spaces. Empty lines and those that begin
 * with `#` are left out, and so are keys without `=`, which Docker takes from elsewhere.
 */
export function parseEnvFile(text: string): EnvFile {
  const variables: EnvFile["variables"] = {};
  const places: EnvFile["lines"] = {};
  const problems: EnvFile["problems"] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  for (const [index, raw] of lines.entries()) {
    const line = raw.trimStart();
    if (line === "" || line.startsWith("#")) continue;
    const equals = line.indexOf("=");
    const key = equals < 0 ? line : line.slice(0, equals);
    // The line is not shown: it may hold a secret.
    const report = (reason: string) => problems.push({ line: index + 1, reason });
    if (key === "") report("has no name before `=`");
    else if (/[ \t]/.test(key)) report("has a space in the name: write `NAME=value`, without `export`");
    else if (line.includes("\0")) report("has a zero byte");
    else if (equals >= 0) {
      variables[key] = line.slice(equals + 1);
      places[key] = index + 1;
    }
  }
  return { variables, lines: places, problems };
}
