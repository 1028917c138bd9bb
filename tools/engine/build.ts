import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { packageRoot } from "../../provisioners/core/paths";
import { onPath } from "../../provisioners/core/programs";
import { isAtLeast } from "../../provisioners/core/version";
import type { Status } from "../terminal/progress";
import { capture, mustCapture } from "../terminal/run";
import { engineVersion } from "./version";

/** What the engine's own module asks for. */
export const minimumGo = "1.26";
/** From here on, a `go` that may do so fetches a newer toolchain by itself. */
const selfUpgradingGo = "1.21";

/** A program that is built from Go modules. */
export interface GoProgram {
  /** File name of the executable. */
  name: string;
  /** Folder in the project with the go.mod and go.sum that pin it. */
  module: string;
  package: string;
  /** Files of the project that it is made of, in `module`. */
  sources?: readonly string[];
}

const parts: GoProgram[] = [
  { name: "pulumi", module: "tools/engine/pulumi", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
  {
    name: "pulumi-language-nodejs",
    module: "tools/engine/nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  },
];

/** Why `go` cannot build the engine; undefined when it can. */
export function goProblem(version: string | undefined, toolchain: string): string | undefined {
  if (!version) return `there is no Go (${minimumGo} or newer) on PATH`;
  if (isAtLeast(version, minimumGo)) return undefined;
  // GOTOOLCHAIN=local, or a plain name such as go1.24.1, forbids the newer toolchain.
  const mayUpgrade = toolchain === "auto" || toolchain.endsWith("+auto");
  if (isAtLeast(version, selfUpgradingGo) && mayUpgrade) return undefined;
  return `Go on PATH is ${version}, ${minimumGo} is needed`;
}

/** Builds the engine and its Node language host from Go modules, pinned by the committed go.sum files. */
export async function buildEngine(folder: string, status: Status): Promise<void> {
  for (const part of parts) await buildProgram(part, folder, status);
}

/** Builds one program into `folder`. */
export async function buildProgram(program: GoProgram, folder: string, status: Status): Promise<void> {
  await checkGo(program.name);
  await mkdir(folder, { recursive: true });
  await build(program, folder, status);
}

async function checkGo(program: string): Promise<void> {
  let problem = goProblem(undefined, "");
  if (await onPath("go")) {
    // In the modules' folder `go version` would already fetch a newer toolchain.
    const { stdout } = await capture("go", ["env", "GOVERSION", "GOTOOLCHAIN"], { cwd: "/" });
    const [version, toolchain = ""] = stdout.split("\n");
    problem = goProblem(version, toolchain);
  }
  if (problem) throw new SwarmError({ code: "ENGINE_BUILD", summary: `Cannot build ${program}`, cause: problem });
}

async function build(part: GoProgram, folder: string, status: Status): Promise<void> {
  const cwd = join(packageRoot, part.module);
  const failure = { what: `build ${part.name} from Go modules`, code: "ENGINE_BUILD" as const };
  let modules = 0;
  const list = await mustCapture("go", ["list", "-mod=readonly", "-deps", part.package], {
    cwd,
    ...failure,
    onLine: (text) => {
      if (text.startsWith("go: downloading ")) status(`${part.name}: ${++modules} Go modules downloaded`);
    },
  });
  const total = list.split("\n").length;
  let built = 0;
  const ldflags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${engineVersion}`;
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-v", "-ldflags", ldflags];
  await mustCapture("go", ["build", ...flags, "-o", join(folder, part.name), part.package], {
    cwd,
    ...failure,
    // With -v, go names each package when it begins to compile it; cached ones are not named.
    onLine: () => status(`${part.name}: ${++built} of at most ${total} packages compiled`),
  });
}
