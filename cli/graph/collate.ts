/** Names in the order that readers expect, `worker-2` before `worker-10`. */
export const byText = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
