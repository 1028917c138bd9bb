/** A shell's pattern as the source of a regular expression; `any` is what `?` and each place of `*` fits. */
export function patternOf(pattern: string, any = "[\\s\\S]"): string {
  return pattern.replace(/\\(.)|\[(!?)([^\]]+)\]|([*?])|([^*?[\\]+|[[\\])/gs, (_, escaped, not, set, wild, rest) => {
    if (escaped !== undefined) return literal(escaped);
    if (set !== undefined) return `[${not ? "^" : ""}${set.replace(/\\/g, "\\\\")}]`;
    if (wild !== undefined) return wild === "*" ? `${any}*` : any;
    return literal(rest);
  });
}

export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
