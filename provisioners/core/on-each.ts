import { type ErrorCode, messageOf, SwarmError } from "./errors";

/** Does the same on every host at once; the error names those where it failed. */
export async function onEach<Target extends { name: string }, T>(
  targets: readonly Target[],
  { what, code }: { what: string; code: ErrorCode },
  work: (target: Target) => Promise<T>,
): Promise<T[]> {
  const results = await Promise.allSettled(targets.map(work));
  const failed = results.flatMap((result, index) =>
    result.status === "rejected" ? [{ name: targets[index]?.name ?? "", error: result.reason as unknown }] : [],
  );
  const [first] = failed;
  if (!first) return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  if (targets.length === 1) throw first.error;
  throw new SwarmError({
    code,
    summary: `Failed to ${what} on ${failed.length} of ${targets.length} hosts: ${failed.map(({ name }) => name).join(", ")}`,
    cause: failed.map(({ error }) => messageOf(error).replaceAll("\n", "\n    ")).join("\n  "),
    fix: "Do what each of them says, then run again: what is done stays.",
  });
}
