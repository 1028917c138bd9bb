import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";

const openers: Partial<Record<NodeJS.Platform, string>> = { darwin: "open", win32: "explorer.exe" };

/**
 * Opens a URL in the user's browser, while `work` goes on. Other users see the arguments of programs: the browser gets a file
 * that only this user may read, and that leads to the URL.
 */
export async function withBrowser<T>(url: string, work: () => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-"));
  try {
    const file = join(folder, "dashboard.html");
    await writeFile(file, `<!doctype html><meta http-equiv="refresh" content="0; url=${url}">`, { mode: 0o600 });
    await open(file);
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function open(file: string): Promise<void> {
  const program = openers[process.platform] ?? "xdg-open";
  // The browser is the user's, and outlives the dashboard.
  const child = spawn(program, [file], { detached: true, stdio: "ignore" });
  child.unref();
  try {
    await once(child, "spawn");
  } catch (error) {
    throw new SwarmError({
      code: "CANNOT_START",
      summary: "Cannot open a browser",
      cause: error,
      fix: "Run it without `--open`, and open the URL that it prints",
    });
  }
}
