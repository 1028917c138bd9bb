/** OpenSSH's patterns: `*` and `?`, and `!` in front of what is left out. */
export function matchesPatterns(patterns: readonly string[], text: string): boolean {
  const denied = patterns.some((pattern) => pattern.startsWith("!") && matches(pattern.slice(1), text));
  return !denied && patterns.some((pattern) => !pattern.startsWith("!") && matches(pattern, text));
}

export function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, (char) =>
    char === "*" ? ".*" : char === "?" ? "." : `\\${char}`,
  );
  return new RegExp(`^${source}$`).test(text);
}
