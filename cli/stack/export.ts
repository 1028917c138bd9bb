import { run } from "../../provisioners/core/process";
import { type Properties, unwrap } from "../../provisioners/provider/wire";

/** Which stack a command is about. */
export interface StackChoice {
  /** Name of the stack. Default: the one that is selected in the project. */
  stack?: string;
  /** Folder of the project. Default: the current one. */
  cwd?: string;
}

/** A resource as the state has it, with its secrets in plain text. */
export interface StateResource {
  urn: string;
  type: string;
  /** Inputs, and outputs over them. */
  properties: Properties;
}

interface Exported {
  deployment?: {
    resources?: { urn: string; type: string; delete?: boolean; inputs?: Properties; outputs?: Properties }[];
  };
}

/** The engine's answer takes seconds with a state in a remote backend. */
const EXPORT_MS = 120_000;

/**
 * The resources in a stack's state. Only read: the stack is not locked, so that it works while a run is under way.
 *
 * @throws SwarmError `PULUMI` with the engine's own words: no project here, no such stack, no passphrase.
 */
export async function stateOf({ stack, cwd }: StackChoice): Promise<StateResource[]> {
  // The secrets come over a pipe, and stay in memory.
  const args = ["stack", "export", "--show-secrets", "--non-interactive", ...(stack ? ["--stack", stack] : [])];
  const text = await run("pulumi", args, {
    cwd,
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMs: EXPORT_MS,
    what: stack ? `read the state of stack ${stack}` : "read the stack's state",
    code: "PULUMI",
    fix: "Run it in the folder of Pulumi.yaml or give `--cwd`, and name the stack with `--stack`",
  });
  return resourcesIn(JSON.parse(text) as Exported);
}

/** The living resources of an exported state. */
export function resourcesIn({ deployment }: Exported): StateResource[] {
  return (deployment?.resources ?? [])
    .filter((resource) => !resource.delete)
    .map(({ urn, type, inputs = {}, outputs = {} }) => ({
      urn,
      type,
      properties: unwrap({ ...inputs, ...outputs }).value,
    }));
}
