import * as pulumi from "@pulumi/pulumi";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { DependencyProviderResource, DependencyResource } from "@pulumi/pulumi/resource";

/** What the SDK's own server uses and leaves out of its types. A unit test fails where a version of the SDK has it no more. */
interface Internals {
  withLocalStorage<T>(work: () => Promise<T>): Promise<T>;
  resetOptions(
    ...options: [
      project: string,
      stack: string,
      parallel: number,
      engine: string,
      monitor: string,
      preview: boolean,
      organization: string,
    ]
  ): void;
  awaitFeatureSupport(): Promise<void>;
  waitForRPCs(): Promise<void>;
  setAllConfig(values: Record<string, string>, secretKeys: string[]): void;
}

/** The internals, from where they are in the version of the SDK that package.json asks for. */
export function internals(): Internals {
  return {
    ...require("@pulumi/pulumi/runtime/state"),
    ...require("@pulumi/pulumi/runtime/settings"),
    ...require("@pulumi/pulumi/runtime/config"),
  };
}

/** How Node.js loads a module; its types leave this out. */
export interface Loader {
  _load(request: string, ...more: unknown[]): unknown;
}

/**
 * Gives npm packages of providers this copy of the SDK. They may have another one beside them, and where it is bundled they
 * always do: the copies share the run that they are in, but not the messages to the engine.
 */
export function shareSdk(loader: Loader = require("node:module") as Loader): void {
  const sdk = require("@pulumi/pulumi") as typeof pulumi;
  const shared: Record<string, unknown> = { "@pulumi/pulumi": sdk, "@pulumi/pulumi/runtime": sdk.runtime };
  const load = loader._load;
  loader._load = (request, ...more) => shared[request] ?? load.call(loader, request, ...more);
}

/** Runs `work` as a part of the program of the stack that asks, beside other such calls; ends once all is registered. */
export function inRuntimeOf<T>(request: ConstructRequest, engine: string, work: () => Promise<T>): Promise<T> {
  const sdk = internals();
  return sdk.withLocalStorage(async () => {
    sdk.resetOptions(
      request.getProject(),
      request.getStack(),
      request.getParallel(),
      engine,
      request.getMonitorendpoint(),
      request.getDryrun(),
      request.getOrganization(),
    );
    await sdk.awaitFeatureSupport();
    sdk.setAllConfig(Object.fromEntries(request.getConfigMap().toArray()), request.getConfigsecretkeysList());
    const result = await work();
    await sdk.waitForRPCs();
    return result;
  });
}

/** The configuration of the stack that asks is replaced for what is declared in this call. */
export function replaceConfig(values: Record<string, string>, secretKeys: string[]): void {
  internals().setAllConfig(values, secretKeys);
}

/** An Output of which nothing is known before the update. */
export function unknownOutput(): pulumi.Output<unknown> {
  const { unknown } = require("@pulumi/pulumi/output") as { unknown: unknown };
  return pulumi.output(unknown);
}

/** The value of an output, once it is there. */
export function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}

/** Outputs as the engine reads them, and the URNs of the resources that each comes from. */
export async function wireForm(outputs: pulumi.Inputs) {
  const { serializeResourceProperties } = require("@pulumi/pulumi/runtime/rpc") as {
    serializeResourceProperties(
      label: string,
      outputs: pulumi.Inputs,
    ): Promise<[Record<string, unknown>, Map<string, Set<pulumi.Resource>>]>;
  };
  const [state, resources] = await serializeResourceProperties("construct", outputs);
  const dependencies: [string, string[]][] = [];
  for (const [key, of] of resources) {
    dependencies.push([key, await Promise.all([...of].map(({ urn }) => settled(urn)))]);
  }
  return { state, dependencies };
}

/** Stands for a resource of the program that asks. */
export const resourceAt = (urn: string): pulumi.Resource => new DependencyResource(urn);

/** Stands for a provider of the program that asks, by `<URN>::<ID>`. */
export const providerAt = (reference: string): pulumi.ProviderResource => new DependencyProviderResource(reference);

/** An alias as the program gave it. */
export function aliasOf(alias: Alias): string | pulumi.Alias {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  return {
    ...(spec.getName() && { name: spec.getName() }),
    ...(spec.getType() && { type: spec.getType() }),
    ...(spec.getProject() && { project: spec.getProject() }),
    ...(spec.getStack() && { stack: spec.getStack() }),
    ...(spec.getParenturn() && { parent: spec.getParenturn() }),
    ...(spec.getNoparent() && { parent: pulumi.rootStackResource }),
  };
}
