import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, SwarmError } from "../../provisioners/core/errors";
import { withLock } from "../../provisioners/core/lock";
import { cacheFolder } from "../../provisioners/core/paths";
import { line, type Status, step } from "../terminal/progress";
import { Interrupted } from "../terminal/run";
import { buildEngine, minimumGo } from "./build";
import { downloadEngine } from "./download";
import { type Engine, findInFolder, findOnPath } from "./find";
import { engineVersion, minimumVersion } from "./version";

export type { Engine } from "./find";

/** The ways to an engine, in the order in which they are tried; tests give their own. */
export interface Ways {
  onPath(): Promise<Engine | undefined>;
  cached(): Promise<Engine | undefined>;
  install(): Promise<Engine>;
}

/** The engine to use: the user's own, else the cached one, else a new one in the cache. */
export async function ensureEngine(ways: Ways = realWays()): Promise<Engine> {
  return (await ways.onPath()) ?? (await ways.cached()) ?? (await ways.install());
}

function realWays(): Ways {
  const folder = join(cacheFolder(), "engine", `v${engineVersion}-${process.platform}-${process.arch}`);
  return {
    onPath: () => findOnPath(process.env.PATH ?? ""),
    cached: () => findInFolder(folder, engineVersion),
    install: () => step(`Pulumi engine v${engineVersion}`, (status) => installEngine(folder, status)),
  };
}

export interface Source {
  name: string;
  fill(folder: string, status: Status): Promise<void>;
}

const sources: Source[] = [
  { name: "official download", fill: (folder, status) => downloadEngine(folder, engineVersion, status) },
  { name: "build from Go modules (5 to 10 minutes, once)", fill: buildEngine },
];

/** Fills a new folder beside `folder` and renames it, so that an interrupted installation leaves nothing half. */
export async function installEngine(folder: string, status: Status, from = sources): Promise<Engine> {
  return withLock(folder, status, async () => {
    // Another process may have done it while this one waited.
    const done = await findInFolder(folder, engineVersion);
    if (done) return done;
    await removePartial(folder);
    const partial = `${folder}.partial-${process.pid}`;
    const reasons: string[] = [];
    for (const source of from) {
      line(`  ${source.name}`);
      try {
        await source.fill(partial, status);
        await rm(folder, { recursive: true, force: true });
        await rename(partial, folder);
        const engine = await findInFolder(folder, engineVersion);
        if (engine) return engine;
        reasons.push(`${source.name}: holds no executable engine`);
      } catch (error) {
        if (error instanceof Interrupted) throw error;
        const reason = `${source.name}: ${messageOf(error).replace("\nCause: ", ": ")}`;
        line(`  ${reason}`);
        reasons.push(reason);
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
    }
    throw noEngine(reasons);
  });
}

/** Removes what a killed installation left; only called under the lock. */
async function removePartial(folder: string): Promise<void> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if (path.startsWith(`${folder}.partial-`)) await rm(path, { recursive: true, force: true });
  }
}

function noEngine(reasons: string[]): SwarmError {
  return new SwarmError({
    code: "NO_ENGINE",
    summary: "There is no Pulumi engine on this machine, and none could be installed",
    cause: reasons.map((reason) => `\n- ${reason}`).join(""),
    fix: [
      "do one of these and run the same command again:",
      `- install the Pulumi CLI ${minimumVersion} or newer (https://www.pulumi.com/docs/install/) and have it on PATH`,
      "- allow this machine to reach https://get.pulumi.com",
      `- install Go ${minimumGo} or newer with access to a Go module proxy (GOPROXY)`,
    ].join("\n"),
  });
}
