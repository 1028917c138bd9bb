import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { packageRoot } from "../../../provisioners/core/paths";
import { execute } from "../../../provisioners/core/process";
import { pulumiEnvironment, pulumiOutput } from "../../../tools/environment/pulumi";
import { stretch } from "./jest/pace";
import { tellRun } from "./jest/phases";
import { closeConnections, removeMachines } from "./machines";
import { filesIn, leaks, secretsIn } from "./secrets";
import { UnderWay } from "./under-way";

/** The outputs as `pulumi stack output` gives them. */
export interface Outputs {
  nodes: { name: string; role: string; address: string; nodeId: string }[];
  managers: string[];
  services: { stack: string; name: string; image: string; running: number; desired: number }[];
  urls: Record<string, string>;
  endpoints: { name: string; machine: string; url: string }[];
}

export interface Run {
  code: number;
  /** All that Pulumi printed. */
  text: string;
}

const changes = new Set(["up", "refresh", "preview", "destroy"]);

/**
 * The project's own program with a configuration of the test's, run by the real engine with a state of its own. When it is
 * closed, all that its runs printed and stored is searched for the tokens and keys that they had (F36).
 */
export class Program {
  private printed = "";
  private readonly underWay: UnderWay[] = [];
  private readonly secrets = new Set<string>();
  /** Those that the test itself wrote into the configuration in plain: Pulumi stores them as they are. */
  private readonly plain = new Set<string>();

  private folder!: string;
  private env!: NodeJS.ProcessEnv;

  constructor(readonly name: string) {}

  /** Opens its stack, run with `more` in its environment; what an earlier, killed test left of its lab is removed. */
  async open(more: NodeJS.ProcessEnv = {}): Promise<void> {
    const { name } = this;
    await removeMachines(name);
    this.folder = await mkdtemp(join(tmpdir(), `pulumi-swarm-${name}-`));
    const home = join(this.folder, "home");
    await mkdir(home);
    // Nothing of the user's: neither login nor backend nor passphrase.
    const {
      PULUMI_BACKEND_URL,
      PULUMI_ACCESS_TOKEN,
      PULUMI_CONFIG_PASSPHRASE,
      PULUMI_CONFIG_PASSPHRASE_FILE,
      ...rest
    } = process.env;
    this.env = await pulumiEnvironment({ ...rest, ...more, PULUMI_HOME: home }, this.folder);
    // The new stack's salt goes into a file beside Pulumi.yaml; the configuration of the test stands elsewhere.
    const besideProject = join(packageRoot, `Pulumi.${name}.yaml`);
    await rm(besideProject, { force: true });
    await this.must("stack", "select", "--create", name);
    await rm(besideProject, { force: true });
  }

  async configure(settings: Record<string, unknown>): Promise<void> {
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`swarm:${key}`, value]));
    for (const secret of secretsIn(JSON.stringify(config))) this.plain.add(secret);
    await writeFile(this.configFile, stringify({ config }));
  }

  /** Adds a key whose value is encrypted. */
  async configureSecret(key: string, value: unknown): Promise<void> {
    await this.must("config", "set", "--secret", `swarm:${key}`, JSON.stringify(value), ...this.stack);
  }

  /** A file of the test beside the stack's own, which is searched for secrets, too. */
  file = (name: string) => join(this.folder, name);
  /** Secrets that no state shows: they are looked for as well. */
  watchFor(...texts: string[]): void {
    for (const text of texts) for (const secret of secretsIn(text)) this.secrets.add(secret);
  }

  up = (...options: string[]) => this.change("up", "--skip-preview", ...options);
  refresh = () => this.change("refresh", "--skip-preview");
  destroy = () => this.change("destroy", "--skip-preview");
  preview = (...options: string[]) => this.run("preview", ...this.stack, ...options);
  /** Starts an `up` and does not wait for it. */
  beginUp(): UnderWay {
    const args = ["up", "--yes", "--skip-preview", ...this.stack, "--non-interactive"];
    const run = new UnderWay("pulumi", args, this.paced());
    this.underWay.push(run);
    return run;
  }
  /** Runs the operator's command line on its stack; gives stdout as `text`. */
  async swarm(...args: string[]): Promise<Run> {
    const { code, stdout, stderr } = await execute(process.execPath, this.swarmArguments(args), { env: this.paced() });
    this.printed += stdout + stderr;
    return { code, text: stdout || stderr };
  }
  /** Starts a command that goes on until it is stopped. */
  beginSwarm(...args: string[]): UnderWay {
    const command = new UnderWay(process.execPath, this.swarmArguments(args), this.paced());
    this.underWay.push(command);
    return command;
  }
  /** Takes the lock away that a killed run left. */
  cancel = () => this.run("cancel", "--yes", "--stack", this.name);

  async outputs(): Promise<Outputs> {
    return JSON.parse((await this.must("stack", "output", "--json", "--stack", this.name)).text) as Outputs;
  }

  /** The state with its secrets in plain. */
  async revealed(): Promise<string> {
    const { code, text } = await this.silently("stack", "export", "--show-secrets", "--stack", this.name);
    if (code !== 0) throw new Error(`the state cannot be exported:\n${text}`);
    return text;
  }

  /**
   * Names of the texts in which one of the secrets stands: what the runs printed, live lines and errors among it, and what
   * they stored, the state after each of them and Pulumi's logs among it.
   */
  async leaksOf(secrets: Iterable<string>): Promise<string[]> {
    const printed = [this.printed, ...this.underWay.map(({ text }) => text)].join("\n");
    const notPlain = [...secrets].filter((secret) => !this.plain.has(secret));
    return [...leaks(secrets, { printed }), ...leaks(notPlain, await filesIn(this.folder))];
  }

  /**
   * Removes everything: the machines even where `destroy` failed.
   * @throws Error where a token or a key stands in what was printed or stored
   */
  async close(): Promise<void> {
    try {
      await this.learnSecrets();
      await this.destroy();
      const found = await this.leaksOf(this.secrets);
      if (found.length > 0) throw new Error(`tokens or keys stand in ${found.join(", ")}`);
    } finally {
      await removeMachines(this.name);
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  /** The environment of a run, whose deadlines fit the machine. */
  private paced = () => ({ ...this.env, PULUMI_SWARM_PATIENCE: stretch().toFixed(1) });

  private swarmArguments(args: string[]): string[] {
    return [join(packageRoot, "dist/tools/swarm-cli.js"), "--cwd", packageRoot, "--stack", this.name, ...args];
  }

  private get configFile(): string {
    return join(this.folder, `Pulumi.${this.name}.yaml`);
  }

  private get stack(): string[] {
    return ["--stack", this.name, "--config-file", this.configFile];
  }

  private async change(command: string, ...options: string[]): Promise<Run> {
    const run = await this.run(command, "--yes", ...this.stack, ...options);
    await this.learnSecrets();
    return run;
  }

  private async learnSecrets(): Promise<void> {
    for (const secret of secretsIn(await this.revealed())) this.secrets.add(secret);
  }

  private async must(...args: string[]): Promise<Run> {
    const run = await this.run(...args);
    if (run.code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${run.code}:\n${run.text}`);
    return run;
  }

  private async run(...args: string[]): Promise<Run> {
    const start = Date.now();
    const run = await this.silently(...args);
    this.printed += run.text;
    if (changes.has(args[0] as string)) tellRun(this.name, args[0] as string, run.text, Date.now() - start);
    return run;
  }

  private async silently(...args: string[]): Promise<Run> {
    const { code, stdout, stderr } = await pulumiOutput(args, this.paced());
    return { code, text: stdout + stderr };
  }
}

/** The program of the tests around the call: opened before the first of them, closed after the last. */
export function programOf(lab: string): Program {
  const program = new Program(lab);
  beforeAll(() => program.open());
  afterAll(async () => {
    try {
      await program.close();
    } finally {
      await closeConnections();
    }
  });
  return program;
}

/** Fails with what Pulumi printed, which says more than a number. */
export function expectSuccess({ code, text }: Run): void {
  if (code !== 0) throw new Error(`Pulumi ended with ${code}:\n${text}`);
}
