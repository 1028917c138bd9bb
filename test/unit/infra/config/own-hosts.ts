import { privateKey, publicKey } from "../../environment";

/** A host of one's own, as it is configured. */
export const host = (changes: Record<string, unknown> = {}) => ({
  name: "a",
  role: "manager",
  host: "203.0.113.1",
  privateKey,
  hostKey: publicKey,
  address: "10.20.0.1",
  ...changes,
});

/** A configuration of such hosts. */
export const hosts = (...list: unknown[]) => ({ source: "hosts", hosts: list });
