import { messageOf, SwarmError } from "../core/errors";
import type { Host } from "../docker/host";
import { fingerprints } from "./openpgp";

/** @throws SwarmError `ENGINE_KEY_MISMATCH` unless the file holds the expected key and no other. */
export function checkKey(armored: string, url: string, expected: string, host?: Host): void {
  let found: string;
  try {
    found = fingerprints(armored).join(", ");
  } catch (error) {
    found = messageOf(error);
  }
  if (found === expected) return;
  throw new SwarmError({
    code: "ENGINE_KEY_MISMATCH",
    summary: `The package key at ${url} is not the expected one`,
    host: host?.label,
    cause: `found ${found || "no key"}, expected ${expected}`,
    fix: "Check the mirror's address and that nothing stands between the host and it. A mirror that signs its packages itself needs `keyFingerprint`.",
  });
}

/** A file from the network, by a command of the host that writes it to a path. */
export async function download(host: Host, url: string, command: (path: string) => string[]): Promise<string> {
  const file = (await host.run("mktemp", { idempotent: true })).stdout.trim();
  try {
    await host.run(command(file), { what: `fetch ${url}`, deadlineMs: 120_000, idempotent: true });
    return (await host.run(["cat", file], { idempotent: true })).stdout;
  } finally {
    await host.run(["rm", "-f", file], { idempotent: true });
  }
}

/** The folder of a system in Docker's repository or a mirror of it. */
export function repositoryUrl(folder: string, mirror = "https://download.docker.com"): string {
  return `${mirror.replace(/\/+$/, "")}/linux/${folder}`;
}
