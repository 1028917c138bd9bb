import type * as pulumi from "@pulumi/pulumi";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { messageOf } from "../../core/errors";
import { childOf, type Field } from "../../schema/field";
import { formatPath, type Path } from "../../schema/path";
import { schemaProblems } from "../check";
import { type Properties, type Unwrapped, unwrap } from "../wire";
import { argumentsOf } from "./arguments";
import { type Component, InputProblems } from "./component";
import { aliasOf, inRuntimeOf, providerAt, resourceAt, settled, wireForm } from "./sdk-runtime";

/** Answers the engine's requests for components. */
export class Components {
  /** Ends each call under way with an error. */
  private readonly underWay = new Set<(error: Error) => void>();
  /** Errors that a call ended with. */
  private readonly told = new WeakSet<Error>();
  /** Names of single components, by the run that asked and their type. */
  private readonly singles = new Map<string, string>();

  /**
   * @param load The components; they are loaded when the first one is asked for
   * @param engine The engine's address, where the plugin was started with one
   */
  constructor(
    private readonly load: () => readonly Component[],
    private engine: string | undefined,
  ) {}

  /** An engine that found the plugin running tells its address here. */
  attach(engine: string): void {
    this.engine = engine;
  }

  /**
   * Fails every call under way: an error that nobody waited for may be one of theirs, and its outputs never come.
   * One error comes again from every resource that takes the output.
   * @returns whether a call was told of it
   */
  fail(error: unknown): boolean {
    if (this.told.has(error as Error)) return true;
    const failing = [...this.underWay];
    for (const end of failing) end(error as Error);
    return failing.length > 0;
  }

  async construct(request: proto.ConstructRequest): Promise<proto.ConstructResponse> {
    let end: (error: Error) => void = () => {};
    const failed = new Promise<never>((_, reject) => {
      end = reject;
    });
    this.underWay.add(end);
    try {
      return await Promise.race([failed, this.answer(request)]);
    } catch (error) {
      if (error instanceof Error) this.told.add(error);
      throw new Error(rootOf(error));
    } finally {
      this.underWay.delete(end);
    }
  }

  private async answer(request: proto.ConstructRequest): Promise<proto.ConstructResponse> {
    const component = this.load().find(({ name }) => request.getType() === `swarm:index:${name}`);
    if (!component) throw new Error(`there is no component ${request.getType()} in this version of the plugin`);
    if (!this.engine) throw new Error("the plugin was started without an engine");
    if (component.single) this.refuseSecond(request);
    const given = (request.getInputs()?.toJavaScript() ?? {}) as Properties;
    const inputs = unwrap(given);
    refuse(component, inputs);
    const dependenciesOf = (key: string) => request.getInputdependenciesMap().get(key)?.getUrnsList() ?? [];
    return inRuntimeOf(request, this.engine, async () => {
      const made = await component.construct({
        name: request.getName(),
        inputs,
        arguments: () => argumentsOf(given, component.inputs, dependenciesOf),
        options: optionsOf(request),
      });
      const { state, dependencies } = await wireForm(made.outputs);
      const response = new proto.ConstructResponse()
        .setUrn(await settled(made.urn))
        .setState(Struct.fromJavaScript(state as { [key: string]: JavaScriptValue }));
      for (const [key, urns] of dependencies) {
        const depended = new proto.ConstructResponse.PropertyDependencies().setUrnsList(urns);
        response.getStatedependenciesMap().set(key, depended);
      }
      return response;
    });
  }

  private refuseSecond(request: proto.ConstructRequest): void {
    const [type, name] = [request.getType(), request.getName()];
    const key = `${request.getMonitorendpoint()} ${type}`;
    const first = this.singles.get(key) ?? name;
    if (first !== name) {
      throw new Error(`a program can have one ${type}, and this one has ${first}. Give ${name} a stack of its own`);
    }
    this.singles.set(key, name);
  }
}

/** @throws InputProblems for a value that has to be known and is not, and for those that the schema refuses */
function refuse({ schema, inputs: field }: Component, inputs: Unwrapped): void {
  const text = "is known only once another resource is made: what the component declares depends on it. Give a value";
  const open = schema ? inputs.unknowns.filter((path) => fieldAt(field, path)?.plain) : inputs.unknowns;
  const problems = [
    ...open.map((path) => ({ path: formatPath(path), text })),
    ...(schema ? schemaProblems(schema, inputs) : []).map(({ property, reason }) => ({ path: property, text: reason })),
  ];
  if (problems.length > 0) throw new InputProblems(problems);
}

/** The text of an error without the way from the resource that met it, which the SDK writes in front. */
function rootOf(error: unknown): string {
  return messageOf(error).replace(/^(?:error serializing property "[^"]*": )+/, "");
}

function fieldAt(field: Field, path: Path): Field | undefined {
  return path.reduce<Field | undefined>((at, key) => childOf(at, key), field);
}

/**
 * What the engine does not hand on to the children by itself. It does so with aliases, transforms, `deletedWith`,
 * `protect` and `retainOnDelete`, which it knows of the component that was asked for.
 */
function optionsOf(request: proto.ConstructRequest): pulumi.ComponentResourceOptions {
  const parent = request.getParent();
  const deletedWith = request.getDeletedwith();
  return {
    ...(parent && { parent: resourceAt(parent) }),
    ...(deletedWith && { deletedWith: resourceAt(deletedWith) }),
    aliases: request.getAliasesList().map(aliasOf),
    // Those of its inputs are among them.
    dependsOn: request.getDependenciesList().map(resourceAt),
    providers: Object.fromEntries(
      request
        .getProvidersMap()
        .toArray()
        .map(([name, reference]) => [name, providerAt(reference)]),
    ),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    customTimeouts: request.getCustomtimeouts()?.toObject(),
  };
}
