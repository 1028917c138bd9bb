/**
 * Replaces `$NAME`, `${NAME}` and the forms `:-`, `-`, `:?`, `?`, `:+`, `+` as in Compose files; `$$` is a dollar sign.
 * @throws Error for a variable that has no value and no default
 */
export function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  const pattern = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^}]*))?\})/g;
  return text.replace(pattern, (_, dollar, plain, braced, operator: string | undefined, word = "") => {
    if (dollar) return "$";
    const name: string = plain ?? braced;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    // With a colon, an empty value counts as none.
    const set = value !== undefined && !(operator?.startsWith(":") && value === "");
    if (operator?.endsWith("+")) return set ? word : "";
    if (set) return value as string;
    if (operator?.endsWith("-")) return word;
    throw new Error(`variable ${name} has no value${word ? `: ${word}` : ""}`);
  });
}
