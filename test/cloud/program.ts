import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { backends } from "../../lab/backends";
import { BACKEND_VARIABLE } from "../../lab/backends/kind";
import { ensureImage } from "../../lab/image";
import type { Host } from "../../provisioners/docker/host";
import { withDocker } from "../../provisioners/docker/host";
import { createSshPool } from "../../provisioners/ssh/pool";
import type { Connection } from "../../provisioners/ssh/schema";
import { Program } from "../lab/support/program";
import { Account } from "./stand-ins/account";
import { Cloud as Aws } from "./stand-ins/aws/cloud";
import { Balancers, reachIn } from "./stand-ins/balancers";
import { Cloud as DigitalOcean } from "./stand-ins/digitalocean/cloud";
import { closePorts, FOLDER_VARIABLE, LAB_VARIABLE } from "./stand-ins/settings";

const clouds = { aws: Aws, digitalocean: DigitalOcean };

interface Known {
  type: string;
  urn: string;
  inputs?: Record<string, unknown>;
}

/** The project's own program, run against a stand-in for a cloud: an account of its own, with a lab behind it. */
export class CloudProgram {
  private constructor(
    readonly pulumi: Program,
    private readonly cloud: string,
    private readonly folder: string,
    private readonly lab: string,
    private readonly balancers: Balancers,
  ) {}

  static async open(cloud: keyof typeof clouds, name: string): Promise<CloudProgram> {
    await ensureImage("cloud", await backends.uml.kernel(), () => undefined);
    const folder = await mkdtemp(join(tmpdir(), `${name}-account-`));
    const env = {
      // QEMU's machines take no disks while they run.
      [BACKEND_VARIABLE]: "uml",
      PATH: [join(__dirname, "plugins"), process.env.PATH].join(delimiter),
      [FOLDER_VARIABLE]: folder,
      ...credentials,
      [LAB_VARIABLE]: name,
    };
    const pulumi = new Program(name);
    await pulumi.open(env);
    const balancers = new Balancers(() => new clouds[cloud]({ folder, lab: name }).ways(), reachIn(name));
    return new CloudProgram(pulumi, cloud, folder, name, balancers);
  }

  /** From the next run on the cloud's firewalls let nothing through to these ports. */
  closePorts = (...ports: number[]) => closePorts(this.folder, ports);

  /** What is in the account, as `type id`. */
  left = () => new Account(this.folder, this.cloud).left();

  /** A spot instance goes, as AWS takes one back. */
  interrupt = (name: string) => new Aws({ folder: this.folder, lab: this.lab }).interrupt(name);

  /** A machine, reached as the program reaches it, or otherwise. */
  async host(name: string, otherwise: Partial<Connection> = {}): Promise<Host> {
    return pool.use({ ...(await this.connection(name)), ...otherwise }, { name });
  }

  /** How the program reaches a machine once its host key is known. */
  async connection(name: string): Promise<Connection> {
    const known = await this.find(
      ({ type, inputs }) => inputs?.name === name && /:(Engine|NfsServer)$/.test(type),
      `connection to ${name}`,
    );
    return plain(known.inputs?.connection) as Connection;
  }

  async userData(name: string): Promise<string> {
    const known = await this.find(({ urn, inputs }) => urn.endsWith(`::${name}`) && !!inputs?.userData, name);
    return plain(known.inputs?.userData) as string;
  }

  urn = async (type: string, name: string) =>
    (await this.find(({ urn }) => urn.endsWith(`${type}::${name}`), name)).urn;

  private async find(is: (known: Known) => boolean, what: string): Promise<Known> {
    const state = JSON.parse(await this.pulumi.revealed()) as { deployment: { resources: Known[] } };
    const found = state.deployment.resources.find(is);
    if (!found) throw new Error(`the state has no ${what}`);
    return found;
  }

  async close(): Promise<void> {
    await pool.close();
    await this.pulumi.close();
    await this.balancers.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What the stand-ins want of whoever asks them. */
export const credentials = {
  DIGITALOCEAN_TOKEN: `dop_v1_${"0a".repeat(32)}`,
  AWS_ACCESS_KEY_ID: "AKIASTANDIN",
  AWS_SECRET_ACCESS_KEY: "none",
};

const pool = withDocker(createSshPool());

/** State with its secrets shown has them as JSON texts. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if ("plaintext" in value) return plain(JSON.parse(String(value.plaintext)));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** The place of a cluster at the stand-in for AWS, whose machines are in the lab's network. */
export const awsPlace = {
  region: "eu-central-1",
  name: "swarm",
  zones: ["eu-central-1a"],
  admins: ["127.0.0.1/32"],
  network: "10.77.0.0/24",
  image: "debian-13",
};
