import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import { messageOf, SwarmError } from "../core/errors";
import { passes } from "../docker/client/call";
import type { Host } from "../docker/host";
import { writeCommand } from "../ssh/commands/upload";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import type { StackText } from "./compose/document/sources";
import { clientConfig, type Registry } from "./registry";

export interface StackSource {
  name: string;
  file: string;
  fileName: string;
  overrides: readonly StackText[];
  variables: Record<string, string>;
  /** Named as services name them, relative to the stack files. */
  envFiles: readonly StackText[];
  registries: readonly Registry[];
  resolveImage: "always" | "changed" | "never";
}

/** On a file system in memory, so that no secret stays when a machine dies meanwhile. */
const FOLDERS = "/run/pulumi-swarm-stack";
/** What killed runs left goes first. */
const makeFolder = (folder: string) =>
  `find /run -maxdepth 1 -path '${FOLDERS}.*' -mmin +30 -exec rm -rf {} + && umask 077 && mkdir -p ${folder}`;
const DEPLOY_MS = 180_000;

/** Pure: the variables as lines that a POSIX shell reads. */
export function shellVariables(variables: Record<string, string>): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value.replaceAll("'", `'\\''`)}'\n`);
  return lines.join("");
}

/**
 * Hands the stack files to `docker stack deploy` on a manager. It is safe to repeat, so a leader that dies meanwhile or
 * another writer only cost time.
 */
export async function deploy(access: SwarmAccess, source: StackSource): Promise<void> {
  const { status } = access.context;
  await withManager(
    access,
    `the stack ${source.name} to be deployed`,
    async ({ host, manager }) => {
      status(`deploying on ${manager.name}`);
      await deployOn(host, source, (line) => status(line));
    },
    DEPLOY_MS,
  );
}

async function deployOn(host: Host, source: StackSource, onLine: (line: string) => void) {
  const { name, file, fileName, overrides, variables, envFiles, registries, resolveImage } = source;
  const files = [{ name: fileName, text: file }, ...overrides].map((each, index) => ({
    ...each,
    as: `stack-${index}.yaml`,
  }));
  // Only root can look into it: variables may be secrets, so they travel as a file and never in a command line.
  const folder = `${FOLDERS}.${randomBytes(8).toString("hex")}`;
  const beside = `${folder}/${placeFor(envFiles)}`;
  const write = (path: string, text: string) => writeCommand(path, text, { mode: 0o600 });
  try {
    const client = registries.length > 0 ? `docker --config ${folder}/client` : "docker";
    const options = `--prune --with-registry-auth --resolve-image ${resolveImage}`;
    // Variables of the manager's own are no variables of the file.
    // The flag is known since Docker 26, where it will not always be the default; waiting is done by API.
    const script = `cd "${beside}" || exit
if docker stack deploy --help | grep -q -- --detach; then detach=--detach=true; fi
deploy='set -a; . "$0"; set +a; exec ${client} stack deploy ${files.map(({ as }) => `--compose-file ${as}`).join(" ")} ${options} "$@"'
exec env -i PATH="$PATH" HOME="$HOME" sh -c "$deploy" "${folder}/variables" $detach "${name}"`;
    const commands = [
      { script: makeFolder(folder), what: "make a temporary folder" },
      ...files.map(({ text, as }) => write(`${beside}/${as}`, text)),
      ...envFiles.map(({ name, text }) => write(posix.join(beside, name), text)),
      write(`${folder}/variables`, shellVariables(variables)),
      ...(registries.length > 0 ? [write(`${folder}/client/config.json`, clientConfig(registries))] : []),
      { script, deadlineMs: DEPLOY_MS, what: `deploy the stack ${name}` },
    ];
    await host.runAll(commands, { onLine });
  } catch (error) {
    throw explained(error, host, name, files);
  } finally {
    await host.run(["rm", "-rf", folder], { idempotent: true });
  }
}

/** A folder from which each of the files is still in the temporary folder, also `../common.env`. */
function placeFor(files: readonly StackText[]): string {
  const ups = files.flatMap(({ name }) => posix.normalize(name).match(/\.\.(?=\/)/g) ?? []);
  return posix.join("files", ...ups.map(() => "below"));
}

function explained(error: unknown, host: Host, stack: string, files: readonly { name: string; as: string }[]): unknown {
  if (!(error instanceof SwarmError) || error.code !== "SSH_COMMAND_FAILED") return error;
  const text = messageOf(error.cause ?? error);
  // A network that was just removed may not be gone yet.
  const passing = passes(text) || /network .* not found/.test(text);
  return new SwarmError({
    code: passing ? "STACK_DEPLOY_AGAIN" : "STACK_DEPLOY_FAILED",
    kind: passing ? "transient" : "final",
    summary: `Docker refused the stack ${stack}`,
    host: host.label,
    cause: files.reduce((cause, { name, as }) => cause.replaceAll(as, name), text),
    fix: `Correct ${files.map(({ name }) => name).join(" or ")}, then run again.`,
  });
}
