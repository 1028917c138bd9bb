import { chmod, cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { packageManifest, packageRoot } from "../../provisioners/core/paths";
import settings from "../bootstrap/bundle.json";

const manifest = packageManifest();

/** Node's name of each platform that the engine has archives for, by the engine's name. */
const systems = { darwin: "darwin", linux: "linux", windows: "win32" } as const;
const architectures = { amd64: "x64", arm64: "arm64" } as const;

export interface Platform {
  os: keyof typeof systems;
  arch: keyof typeof architectures;
}

export const platforms = (Object.keys(systems) as Platform["os"][]).flatMap((os) =>
  (Object.keys(architectures) as Platform["arch"][]).map((arch): Platform => ({ os, arch })),
);

/** The platform of this computer. */
export const ownPlatform = (): Platform | undefined =>
  platforms.find(({ os, arch }) => systems[os] === process.platform && architectures[arch] === process.arch);

/** The name by which the engine asks a server for the plugin. */
export const archiveName = ({ os, arch }: Platform) =>
  `pulumi-resource-swarm-v${manifest.version}-${os}-${arch}.tar.gz`;

const BUNDLE = "bundle/pulumi-swarm.js";
const PROGRAM = "pulumi-resource-swarm";

const nodeVersion = manifest.engines.node.replace(/\D/g, "");
const needed = `Node.js ${nodeVersion} or newer is needed on PATH`;

/** The program that the engine starts. Only Node.js has to be there. */
const launchers = {
  [PROGRAM]: `#!/bin/sh
self=$(readlink -f -- "$0") || self=$0
command -v node >/dev/null || { echo "pulumi-swarm: ${needed}" >&2; exit 1; }
exec node "$(dirname -- "$self")/${BUNDLE}" plugin "$@"
`,
  [`${PROGRAM}.cmd`]: `@echo off\r
where node >nul 2>nul || (echo pulumi-swarm: ${needed} 1>&2 & exit /b 1)\r
node "%~dp0${BUNDLE.replace("/", "\\")}" plugin %*\r
`,
};

export const launcherOf = ({ os }: Platform) => (os === "windows" ? `${PROGRAM}.cmd` : PROGRAM);

/**
 * Fills a folder with the plugin: one file that has the npm packages it uses in it, and the data that it reads.
 * @param packed Files of the npm package
 */
export async function bundlePlugin(folder: string, packed: readonly string[]): Promise<void> {
  await build({
    ...(settings as BuildOptions),
    absWorkingDir: packageRoot,
    outfile: join(folder, BUNDLE),
    target: `node${nodeVersion}`,
    // Who makes machines in a cloud installs its package beside the plugin; the others are optional, and native.
    external: ["@pulumi/aws", "@pulumi/digitalocean", "cpu-features", "*.node", "ts-node"],
    plugins: [unused],
  });
  // Only what the plugin reads of it: its root, and its version.
  const { name, version, license, engines } = manifest;
  await write(folder, "package.json", `${JSON.stringify({ name, version, license, engines }, null, 2)}\n`);
  for (const file of packed.filter((path) => /^(lab|stacks)\/|^LICENSE$/.test(path))) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(packageRoot, file), join(folder, file));
  }
}

/** What the SDK loads to serialise functions, which the plugin never does. */
const unused: Plugin = {
  name: "unused",
  setup: ({ onLoad }) =>
    onLoad({ filter: /(typescript-shim|@npmcli\/arborist\/lib\/index)\.js$/ }, () => ({
      contents: "module.exports = {};",
    })),
};

/** Adds what a platform starts the plugin with; returns its path. */
export async function addLauncher(folder: string, platform: Platform): Promise<string> {
  const name = launcherOf(platform);
  await write(folder, name, launchers[name] as string);
  await chmod(join(folder, name), 0o755);
  return join(folder, name);
}

async function write(folder: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text, { mode: 0o644 });
}
