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

/** The project's own program run by the real engine, against a cloud and a swarm on paper: in seconds, without machines. */
export class PaperProgram {
  private stack = "dev";

  private constructor(
    private readonly cloud: string,
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async open(cloud: string): Promise<PaperProgram> {
    const folder = await mkdtemp(join(tmpdir(), `paper-${cloud}-`));
    for (const name of ["dist", "node_modules"]) await symlink(join(packageRoot, name), join(folder, name));
    const project = {
      name: "paper",
      runtime: { name: "nodejs", options: { typescript: false } },
      main: "dist/infra/index.js",
      plugins: { providers: [{ name: "swarm", path: join(plugins, "paper") }] },
    };
    await writeFile(join(folder, "Pulumi.yaml"), stringify(project));
    const { PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, ...rest } = process.env;
    const PATH = [plugins, process.env.PATH].join(delimiter);
    const own = { ...rest, ...credentials, PATH, PULUMI_HOME: join(folder, "home"), [FOLDER_VARIABLE]: folder };
    const program = new PaperProgram(cloud, folder, await pulumiEnvironment(own, folder));
    await program.must("stack", "init", "dev");
    return program;
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

  /** What a run that is refused says. */
  async refused(...options: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run("up", "--yes", "--skip-preview", ...options);
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

  /** The URN of a resource. */
  async urn(type: string, name: string): Promise<string> {
    const state = JSON.parse(await this.must("stack", "export"));
    const urns: string[] = (state.deployment.resources ?? []).map(({ urn }: { urn: string }) => urn);
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
    const state = JSON.parse(await this.must("stack", "export"));
    const known = (state.deployment.resources ?? []).map(({ id }: { id?: string }) => id);
    return this.left().filter((thing) => !known.includes(thing.replace(/^\S+ /, "")));
  }

  async close(): Promise<void> {
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
