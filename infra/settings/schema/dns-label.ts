import { z } from "zod";

/** A name that may be a host's. */
export const dnsLabel = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "must be a DNS label: a-z, 0-9 and - in between")
  .max(63);

/** Any name as a DNS label of at most `length` characters; `fallback` where nothing of it is left. */
export function asLabel(name: string, length: number, fallback: string): string {
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, length)
    .replace(/-+$/, "");
  return label || fallback;
}
