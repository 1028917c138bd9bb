import { type ChildProcessWithoutNullStreams as Child, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { packageRoot } from "../../../provisioners/core/paths";
import { pulumiEnvironment } from "../../../tools/environment/pulumi";
import { capture } from "../../../tools/terminal/run";
import { credentials } from "../program";
import { Account, type Moment, type Things } from "../stand-ins/account";
import { FOLDER_VARIABLE, failAtCall, historyFile, startHistory } from "../stand-ins/settings";

const plugins = join(__dirname, "../plugins");
const PROGRAM = "program.js";

/** A program run by the real engine, against a cloud and a swarm on paper: in seconds, without machines. */
export class PaperProgram {
  private stack = "dev";
  private readonly plugins: Child[] = [];

  private constructor(
    private readonly cloud: string,
    private readonly folder: string,
    private env: NodeJS.ProcessEnv,
  ) {}

  /** @param text The program, in JavaScript. Default: the project's own */
  static async open(cloud: string, text?: string): Promise<PaperProgram> {
    const folder = await mkdtemp(join(tmpdir(), `paper-${cloud}-`));
    for (const name of ["dist", "node_modules"]) await symlink(join(packageRoot, name), join(folder, name));
    const project = {
      name: "paper",
      runtime: { name: "nodejs", options: { typescript: false } },
      main: text === undefined ? "dist/infra/index.js" : PROGRAM,
      plugins: { providers: [{ name: "swarm", path: join(plugins, "paper") }] },
    };
    await writeFile(join(folder, "Pulumi.yaml"), stringify(project));
    const { PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, ...rest } = process.env;
    const PATH = [plugins, process.env.PATH].join(delimiter);
    const own = { ...rest, ...credentials, PATH, PULUMI_HOME: join(folder, "home"), [FOLDER_VARIABLE]: folder };
    const program = new PaperProgram(cloud, folder, await pulumiEnvironment(own, folder));
    if (text !== undefined) await program.write(text);
    await program.must("stack", "init", "dev");
    return program;
  }

  /** Another program, in JavaScript. */
  write = (text: string) => writeFile(join(this.folder, PROGRAM), text);

  /** From now on the engine is told of a plugin for the swarm that runs already, and starts none. */
  async attach(): Promise<void> {
    const plugin = spawn(join(plugins, "paper", "pulumi-resource-swarm"), [], { env: this.env });
    this.plugins.push(plugin);
    const port = await new Promise<string>((resolve) =>
      plugin.stdout.once("data", (text) => resolve(`${text}`.trim())),
    );
    this.env = { ...this.env, PULUMI_DEBUG_PROVIDERS: `swarm:${port}` };
  }

  async configure(settings: Record<string, unknown>): Promise<void> {
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`swarm:${key}`, value]));
    await writeFile(join(this.folder, `Pulumi.${this.stack}.yaml`), stringify({ config }));
  }

  up = (...options: string[]) => this.must("up", "--yes", "--skip-preview", ...options);
  destroy = () => this.must("destroy", "--yes", "--skip-preview");

  async rename(stack: string): Promise<void> {
    await this.must("stack", "rename", stack);
    this.stack = stack;
  }

  preview = () => this.must("preview", "--suppress-progress", "--color", "never");

  /** What a run that is refused says. */
  refused = (...options: string[]) => this.failed("up", "--yes", "--skip-preview", ...options);
  refusedPreview = () => this.failed("preview");

  private async failed(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args);
    if (code === 0) throw new Error(`not refused:\n${stdout}`);
    return stdout + stderr;
  }

  /** Everything in the account. */
  things = (): Things => new Account(this.folder, this.cloud).things;

  /** What the account was like after each request of the cloud while something ran. */
  async watched(run: () => Promise<unknown>): Promise<Moment[]> {
    startHistory(this.folder);
    await run();
    const lines = await readFile(historyFile(this.folder) ?? "", "utf8");
    return lines.split("\n").flatMap((line) => (line ? [JSON.parse(line) as Moment] : []));
  }

  /** The resources of the state. */
  async resources<R extends { urn: string; id?: string }>(): Promise<R[]> {
    const state = JSON.parse(await this.must("stack", "export"));
    return state.deployment.resources ?? [];
  }

  /** The URN of a resource. */
  async urn(type: string, name: string): Promise<string> {
    const urns = (await this.resources()).map(({ urn }) => urn);
    const found = urns.find((urn) => urn.endsWith(`:${type}::${name}`));
    if (!found) throw new Error(`the state has no ${type} ${name}`);
    return found;
  }

  /** Runs a command of which the cloud fails one request; false where the run made fewer. */
  async failing(call: number, command: "up" | "destroy"): Promise<boolean> {
    failAtCall(this.folder, call);
    const { code, stdout, stderr } = await this.run(command, "--yes", "--skip-preview");
    failAtCall(this.folder);
    if (code === 0) return false;
    const text = stdout + stderr;
    if (!text.includes(`the cloud fails at request ${call}`)) throw new Error(`failed otherwise:\n${text}`);
    return true;
  }

  /** What is in the account, as `type id`. */
  left = () => new Account(this.folder, this.cloud).left().sort();

  /** What is in the account and not in the state. */
  async unowned(): Promise<string[]> {
    const known = (await this.resources()).map(({ id }) => id);
    return this.left().filter((thing) => !known.includes(thing.replace(/^\S+ /, "")));
  }

  async close(): Promise<void> {
    for (const plugin of this.plugins) plugin.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async must(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  private run = (...args: string[]) =>
    capture("pulumi", [...args, "--stack", this.stack, "--non-interactive"].filter(notForInit(args)), {
      cwd: this.folder,
      env: this.env,
    });
}

/** `stack init` takes the name of the stack by itself. */
const notForInit =
  ([, second]: string[]) =>
  (word: string, index: number, all: string[]) =>
    second !== "init" || (word !== "--stack" && all[index - 1] !== "--stack");
