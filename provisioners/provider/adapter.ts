import type { provider } from "@pulumi/pulumi";
import { SwarmError } from "../core/errors";
import { type Field, fieldOf } from "../schema/field";
import { problemsOf, warningsOf, withDefaults } from "./check";
import { ATTEMPTED, attemptedIn, changeOf, DRIFTED, diffOf, UNFINISHED } from "./diff";
import { failureOf } from "./failure";
import { Redactor } from "./redactor";
import type { Diff, Resource } from "./resource";
import { Runner, type RunnerOptions, type State } from "./runner";
import { type Properties, secretTexts, UNKNOWN, type Unwrapped, unwrap, wrap } from "./wire";

export interface AdapterOptions extends RunnerOptions {
  version: string;
  /** What the tokens of the resources begin with; default `swarm:index:`. */
  prefix?: string;
  /** The package schema, made when it is asked for. */
  schema: () => string;
}

/** Makes a Pulumi provider of resources. */
export class Adapter implements provider.Provider {
  readonly version: string;
  private readonly resources: Map<string, Resource>;
  private readonly redactor = new Redactor();
  private readonly runner: Runner;

  constructor(
    resources: readonly Resource[],
    private readonly options: AdapterOptions,
  ) {
    this.version = options.version;
    this.runner = new Runner(options, this.redactor);
    this.resources = new Map(
      resources.map((resource) => [`${options.prefix ?? "swarm:index:"}${resource.name}`, resource]),
    );
  }

  async getSchema(): Promise<string> {
    return this.options.schema();
  }

  async check(urn: string, _olds: Properties, news: Properties): Promise<provider.CheckResult> {
    const resource = this.resourceOf(urn);
    const field = fieldOf(resource.inputs);
    const given = this.open(news, field);
    const inputs = { ...given, value: withDefaults(given.value, field) as Properties };
    try {
      // The path stands in the text: given a property's name, the engine prints its value, even a secret one.
      const failures = problemsOf(resource, inputs, this.options.session).map(({ property, reason }) => ({
        property: "",
        reason: this.redactor.text(property ? `${property}: ${reason}` : reason),
      }));
      if (failures.length === 0) await this.runner.warn(urn, warningsOf(resource, inputs));
      return { inputs: wrap(inputs.value, field, inputs.secrets), failures };
    } catch (error) {
      throw failureOf(error, this.redactor);
    }
  }

  async diff(_id: string, urn: string, olds: Properties, news: Properties): Promise<Diff> {
    const resource = this.resourceOf(urn);
    const state = this.open(olds, stateField(resource));
    const { session } = this.options;
    resource.note?.(session, finished(state) as never);
    try {
      return diffOf(resource, state.value, this.open(news, fieldOf(resource.inputs)), session);
    } catch (error) {
      throw failureOf(error, this.redactor);
    }
  }

  async create(urn: string, news: Properties, preview = false): Promise<provider.CreateResult> {
    const resource = this.resourceOf(urn);
    const inputs = this.open(news, fieldOf(resource.inputs));
    if (preview) return { id: "", outs: await this.foreseen(resource, urn, inputs) };
    const close = (outputs: State) => this.close(resource, { ...inputs.value, ...outputs }, inputs.secrets);
    return this.runner.run(
      resource,
      urn,
      async (context) => {
        const { id, outputs } = await resource.create(context, resource.inputs.parse(inputs.value));
        const outs = close(outputs);
        return { id: this.publicId(id), outs };
      },
      (left, reason) =>
        left && { id: this.publicId(left.id), properties: close({ ...left.outputs, [UNFINISHED]: reason }) },
    );
  }

  async update(
    id: string,
    urn: string,
    olds: Properties,
    news: Properties,
    preview = false,
  ): Promise<provider.UpdateResult> {
    const resource = this.resourceOf(urn);
    const state = this.open(olds, stateField(resource));
    const inputs = this.open(news, fieldOf(resource.inputs));
    if (preview) return { outs: await this.foreseen(resource, urn, inputs, state) };
    const attempted = new Set(attemptedIn(state.value));
    return this.runner.run(
      resource,
      urn,
      async (context) => {
        if (!resource.update)
          throw new SwarmError({ code: "NO_UPDATE", summary: `A ${resource.name} cannot be updated` });
        const parsed = resource.inputs.parse(inputs.value);
        resource.note?.(context.session, finished(state) as never);
        for (const name of resource.claims?.(parsed) ?? []) attempted.add(name);
        const change = changeOf(resource, state.value, inputs);
        const outputs = await resource.update(context, id, finished(state) as never, parsed, change);
        return { outs: this.close(resource, { ...inputs.value, ...outputs }, inputs.secrets) };
      },
      // With the last inputs that took effect, so that the next `up` sees the change again, or its withdrawal.
      (left, reason) => ({
        id,
        properties: this.close(
          resource,
          {
            ...state.value,
            ...left?.outputs,
            [UNFINISHED]: reason,
            ...(attempted.size > 0 && { [ATTEMPTED]: [...attempted] }),
          },
          state.secrets,
        ),
      }),
    );
  }

  async read(id: string, urn: string, props: Properties = {}): Promise<provider.ReadResult> {
    const resource = this.resourceOf(urn);
    const state = this.open(props, stateField(resource));
    return this.runner.run(resource, urn, async (context) => {
      if (Object.keys(props).length === 0) {
        throw new SwarmError({
          code: "NO_IMPORT",
          summary: `A ${resource.name} cannot be imported by its ID alone`,
          fix: "Declare it in the program and run `pulumi up`: what exists already is adopted.",
        });
      }
      if (!resource.read) return { id, props };
      resource.note?.(context.session, finished(state) as never);
      const found = await resource.read(context, id, finished(state) as never);
      if (!found) return { id: "", props: {} };
      const { drifted = state.value[DRIFTED] } = found;
      const { [UNFINISHED]: unfinished, [ATTEMPTED]: attempted } = state.value;
      const marks = { [UNFINISHED]: unfinished, [ATTEMPTED]: attempted, [DRIFTED]: drifted || undefined };
      return {
        id,
        props: this.close(resource, { ...found.inputs, ...found.outputs, ...marks }, state.secrets),
        inputs: wrap(found.inputs, fieldOf(resource.inputs), state.secrets),
      };
    });
  }

  async delete(id: string, urn: string, props: Properties): Promise<void> {
    const resource = this.resourceOf(urn);
    const state = this.open(props, stateField(resource));
    await this.runner.run(resource, urn, async (context) => resource.delete?.(context, id, finished(state) as never));
  }

  /** Says what went wrong outside of any call. */
  complain(error: unknown): Promise<void> {
    return this.runner.complain(error);
  }

  /** Tells every running handler to stop. */
  async cancel(): Promise<void> {
    this.runner.cancel();
  }

  /** Cancels, gives running handlers a moment, and ends the connections. */
  stop(graceMs?: number): Promise<void> {
    return this.runner.stop(graceMs);
  }

  private resourceOf(urn: string): Resource {
    const type = urn.split("::")[2]?.split("$").pop() ?? "";
    const resource = this.resources.get(type);
    if (resource) return resource;
    throw new SwarmError({
      code: "UNKNOWN_RESOURCE",
      summary: `There is no resource type \`${type}\` in version ${this.version} of the plugin`,
      fix: "Use the same version of pulumi-swarm in the program and for the plugin.",
    });
  }

  private open(properties: Properties, field: Field): Unwrapped {
    const opened = unwrap(properties);
    this.redactor.learn(secretTexts(opened.value, field, opened.secrets));
    return opened;
  }

  /**
   * What a preview says that the resource will be: its outputs are open, but for those that no update changes and
   * those that the resource can tell.
   */
  private async foreseen(resource: Resource, urn: string, inputs: Unwrapped, state?: Unwrapped): Promise<Properties> {
    const { preview } = resource;
    if (preview && inputs.unknowns.length === 0) {
      const before = state && (finished(state) as never);
      const outputs = await this.runner.run(resource, urn, (context) =>
        preview(context, resource.inputs.parse(inputs.value), before),
      );
      return this.close(resource, { ...inputs.value, ...outputs }, inputs.secrets);
    }
    const fields = Object.entries(fieldOf(resource.outputs).properties ?? {});
    const outputs = fields.map(([key, { stable }]) => [key, (stable && state?.value[key]) || UNKNOWN]);
    return this.close(resource, { ...inputs.value, ...Object.fromEntries(outputs) }, inputs.secrets);
  }

  private close(resource: Resource, properties: Properties, secrets: ReadonlySet<string>): Properties {
    const field = stateField(resource);
    this.redactor.learn(secretTexts(properties, field, secrets));
    return wrap(properties, field, secrets);
  }

  /** IDs are stored and shown as they are. */
  private publicId(id: string): string {
    if (this.redactor.text(id) === id) return id;
    throw new SwarmError({ code: "SECRET_ID", summary: "The ID of the resource would hold a secret" });
  }
}

/** Inputs and outputs together, as they stand in the state. */
function stateField(resource: Resource): Field {
  return { properties: { ...fieldOf(resource.inputs).properties, ...fieldOf(resource.outputs).properties } };
}

/** The state as a handler knows it. */
function finished({ value }: Unwrapped): State {
  const { [UNFINISHED]: _unfinished, [DRIFTED]: _drifted, [ATTEMPTED]: _attempted, ...state } = value;
  return state;
}
