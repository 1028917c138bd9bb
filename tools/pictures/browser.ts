import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { searchPath } from "../../provisioners/core/programs";

/** Programs that can show a page without a screen; the smallest first. */
const programs = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

export const noBrowser = `there is none of ${programs.join(", ")} on PATH`;

/** A browser of this computer. */
export function findBrowser(path = searchPath(process.env.PATH)): string | undefined {
  return programs
    .flatMap((program) => path.split(delimiter).map((folder) => join(folder, program)))
    .find((file) => existsSync(file));
}

/** A browser takes long to start on a busy machine. */
const START_MS = 240_000;

/** A browser without a screen, closed in the end. */
export async function withHeadless<T>(program: string, work: (browser: Browser) => Promise<T>): Promise<T> {
  // Its sandbox is not for root, and the only page is our own.
  const args = [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu", "--disable-dev-shm-usage"];
  const browser = await chromium.launch({ executablePath: program, args, timeout: START_MS });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}
