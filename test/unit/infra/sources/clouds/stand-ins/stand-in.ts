import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Session } from "../../../../../../provisioners/core/session";
import { Adapter } from "../../../../../../provisioners/provider/adapter";
import { type Properties, unwrap } from "../../../../../../provisioners/provider/wire";
import { Account } from "../../../../../cloud/stand-ins/account";
import { aws } from "../../../../../cloud/stand-ins/aws";
import { Cloud as Aws } from "../../../../../cloud/stand-ins/aws/cloud";
import { digitalOcean } from "../../../../../cloud/stand-ins/digitalocean";
import { Cloud as DigitalOcean } from "../../../../../cloud/stand-ins/digitalocean/cloud";
import { failAtCall } from "../../../../../cloud/stand-ins/settings";

const clouds = { aws, digitalocean: digitalOcean };
const accounts = { aws: Aws, digitalocean: DigitalOcean };

interface Made {
  type: string;
  id: string;
  state: Properties;
}

/** A cloud on paper, asked as the engine asks its plugin. */
export class StandIn {
  private adapter!: Adapter;
  private readonly made = new Map<string, Made>();
  private readonly folder = mkdtempSync(join(tmpdir(), "stand-in-"));

  constructor(private readonly cloud: keyof typeof clouds) {
    this.restart();
  }

  /** The plugin of the next run. */
  restart(failingCall?: number): void {
    failAtCall(this.folder, failingCall);
    this.adapter = new Adapter(clouds[this.cloud]({ folder: this.folder }).resources, {
      version: "0.0.0",
      prefix: `${this.cloud}:`,
      schema: () => "{}",
      ssh: { use: () => Promise.reject(new Error("nothing is reached")), close: async () => {} },
      session: new Session(),
      sink: async () => {},
    });
  }

  /** Everything of a type in the account. */
  all<T>(type: string): (T & { id: string })[] {
    return new Account(this.folder, this.cloud).all<T>(type);
  }

  /** Where the balancers lead to. */
  ways = () => new accounts[this.cloud]({ folder: this.folder }).ways();

  /** A spot instance goes. */
  interrupt = (name: string) => new Aws({ folder: this.folder }).interrupt(name);

  /** Makes a resource; gives its ID and outputs. */
  async make(type: string, name: string, inputs: Properties): Promise<Properties & { id: string }> {
    const news = await this.check(type, name, inputs);
    try {
      const { id, outs = {} } = await this.adapter.create(this.urn(type, name), news);
      return this.keep(name, type, id as string, outs);
    } catch (error) {
      // Of a resource that failed half-way the engine keeps what it is told.
      const { id, properties } = error as { id?: string; properties?: Properties };
      if (id && properties) this.keep(name, type, id, properties);
      throw error;
    }
  }

  /** What the engine would do, and what it would know of the resource before. */
  async plan(name: string, inputs: Properties) {
    const { type, id, state } = this.find(name);
    const news = await this.check(type, name, inputs);
    const diff = await this.adapter.diff(id, this.urn(type, name), state, news);
    const { outs = {} } = await this.adapter.update(id, this.urn(type, name), state, news, true);
    return { ...diff, foreseen: unwrap(outs).value as Properties };
  }

  async change(name: string, inputs: Properties): Promise<Properties> {
    const { type, id, state } = this.find(name);
    const news = await this.check(type, name, inputs);
    const { outs = {} } = await this.adapter.update(id, this.urn(type, name), state, news);
    return this.keep(name, type, id, outs);
  }

  /** The inputs and outputs that a refresh finds. */
  async refresh(name: string): Promise<{ inputs: Properties; outputs: Properties }> {
    const { type, id, state } = this.find(name);
    const { props = {}, inputs = {} } = await this.adapter.read(id, this.urn(type, name), state);
    return { inputs: unwrap(inputs).value as Properties, outputs: unwrap(props).value as Properties };
  }

  async remove(name: string): Promise<void> {
    const { type, id, state } = this.find(name);
    await this.adapter.delete(id, this.urn(type, name), state);
    this.made.delete(name);
  }

  private async check(type: string, name: string, inputs: Properties): Promise<Properties> {
    const { inputs: news = {}, failures = [] } = await this.adapter.check(this.urn(type, name), {}, inputs);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    return news;
  }

  private keep(name: string, type: string, id: string, state: Properties): Properties & { id: string } {
    this.made.set(name, { type, id, state });
    return { ...(unwrap(state).value as Properties), id };
  }

  private find(name: string): Made {
    const found = this.made.get(name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  }

  private urn = (type: string, name: string) => `urn:pulumi:dev::test::${this.cloud}:${type}::${name}`;
}
