import { messageOf } from "../../provisioners/core/errors";

/** Why a fetch failed: Node says "fetch failed" and keeps the reason one or two levels down. */
export function fetchReason(error: unknown): string {
  const { cause, errors } = error as { cause?: unknown; errors?: unknown[] };
  if (cause !== undefined) return fetchReason(cause);
  // One error per address that was tried; they seldom differ.
  if (errors?.length) return fetchReason(errors[0]);
  return messageOf(error);
}
