import { createHash } from "node:crypto";
import { socketsFolder } from "../paths";

/** Unique on this computer: machines of several labs may have the same name. */
export function labId(lab: string, name: string): string {
  return `${createHash("sha256").update(socketsFolder(lab)).digest("hex").slice(0, 8)}-${name}`;
}
