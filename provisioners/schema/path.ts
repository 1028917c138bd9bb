/** Where a value stands inside the properties of a resource: keys of objects and indices of arrays. */
export type Path = readonly (string | number)[];

/** A path as Pulumi writes it: `managers[0].address`, `labels["a.b"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[A-Za-z_$][\w$]*$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text ? `${text}.${part}` : part;
  }, "");
}

/** True when the one path is, or leads to, the other. */
export function leadsTo(path: Path, below: Path): boolean {
  return path.length <= below.length && path.every((part, i) => part === below[i]);
}
