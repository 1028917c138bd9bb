import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { SwarmError } from "../../provisioners/core/errors";
import { packageRoot } from "../../provisioners/core/paths";
import { execute, lastLines } from "../../provisioners/core/process";
import { pulumiEnvironment } from "../../tools/environment/pulumi";
import { type Peak, watchPlugin } from "./plugin-watch";
import { Simulation, type SimulationOptions } from "./simulation";

const STACK = "simulated";

/** The project's plugin, or one that answers at once and does nothing: what is left is the engine's own time. */
const plugins = { real: "plugin", idle: "test/cloud/plugins/paper" } as const;

export interface ClusterOptions extends SimulationOptions {
  plugin?: keyof typeof plugins;
  /** Default: `hello`. */
  stacks?: string[];
  /** Resources that the engine works on at a time; default: as many as hosts. */
  parallel?: number;
}

/** A run of Pulumi. */
export interface Run {
  ms: number;
  /** What Pulumi printed. */
  text: string;
  /** The most that the plugin had at a time. */
  plugin: Peak;
}

/** The project's own program, run by the real engine with a state of its own, on simulated hosts. */
export class SimulatedCluster {
  private constructor(
    readonly simulation: Simulation,
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly parallel: number,
  ) {}

  static async open(options: ClusterOptions): Promise<SimulatedCluster> {
    const { plugin = "real", stacks = ["hello"], parallel = Math.max(16, options.hosts) } = options;
    const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-cluster-"));
    const simulation = await Simulation.start(options);
    const { PULUMI_BACKEND_URL: _url, PULUMI_ACCESS_TOKEN: _token, ...rest } = process.env;
    try {
      await writeProject(folder, simulation, { plugin: plugins[plugin], stacks });
      // The stand-in wants a folder for what it makes, which is nothing.
      const own = { ...rest, PULUMI_HOME: join(folder, "home"), STAND_IN_FOLDER: folder };
      const env = await pulumiEnvironment(own, folder);
      const cluster = new SimulatedCluster(simulation, folder, env, parallel);
      await cluster.#pulumi(["stack", "init", STACK]);
      return cluster;
    } catch (error) {
      await simulation.close();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  up = () => this.#change("up");
  destroy = () => this.#change("destroy");

  /** Bytes of the state. */
  async stateSize(): Promise<number> {
    const stacks = join(this.folder, "state", ".pulumi", "stacks");
    const files = await readdir(stacks, { recursive: true, withFileTypes: true });
    const file = files.find(({ name }) => name === `${STACK}.json`);
    return file ? (await stat(join(file.parentPath, file.name))).size : 0;
  }

  async close(): Promise<void> {
    await this.simulation.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #change(command: "up" | "destroy"): Promise<Run> {
    const began = Date.now();
    const watch = watchPlugin(process.pid);
    try {
      const parallel = ["--parallel", String(this.parallel)];
      const text = await this.#pulumi([command, "--yes", "--skip-preview", "--stack", STACK, ...parallel]);
      // What no host knows is the cause of whatever else went wrong.
      this.simulation.check();
      return { ms: Date.now() - began, text, plugin: watch.peak };
    } finally {
      watch.end();
    }
  }

  async #pulumi(args: string[]): Promise<string> {
    const { code, output } = await execute("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: this.env,
    });
    if (code === 0) return output;
    this.simulation.check();
    const summary = `pulumi ${args[0]} ended with ${code} on simulated hosts`;
    throw new SwarmError({ code: "BENCH", summary, cause: lastLines(output, 60) });
  }
}

/** A cluster that ends with the work. */
export async function withCluster<T>(
  options: ClusterOptions,
  work: (cluster: SimulatedCluster) => Promise<T>,
): Promise<T> {
  const cluster = await SimulatedCluster.open(options);
  try {
    return await work(cluster);
  } finally {
    await cluster.close();
  }
}

async function writeProject(
  folder: string,
  simulation: Simulation,
  { plugin, stacks }: { plugin: string; stacks: string[] },
): Promise<void> {
  for (const name of ["dist", "node_modules"]) await symlink(join(packageRoot, name), join(folder, name));
  const privateKeyFile = join(folder, "login-key");
  await writeFile(privateKeyFile, simulation.loginKey.privateKey, { mode: 0o600 });
  await mkdir(join(folder, "home"));
  const project = {
    name: "pulumi-swarm",
    runtime: { name: "nodejs", options: { typescript: false } },
    main: "dist/infra/index.js",
    plugins: { providers: [{ name: "swarm", path: join(packageRoot, plugin) }] },
  };
  await writeFile(join(folder, "Pulumi.yaml"), stringify(project));
  const config = {
    "swarm:source": "hosts",
    "swarm:hosts": simulation.config(privateKeyFile),
    "swarm:stacks": stacks,
  };
  await writeFile(join(folder, `Pulumi.${STACK}.yaml`), stringify({ config }));
}
