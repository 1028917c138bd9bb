import * as pulumi from "@pulumi/pulumi";
import { requirePlugin } from "./plugin-path";

requirePlugin(process.cwd(), process.env);

/** A resource of the plugin: its inputs are outputs too. */
export abstract class PluginResource extends pulumi.CustomResource {
  protected constructor(
    type: string,
    name: string,
    { properties, secrets }: { properties: string[]; secrets: string[] },
    args: object,
    options?: pulumi.CustomResourceOptions,
  ) {
    const none = Object.fromEntries(properties.map((key) => [key, undefined]));
    // Marked here so that they are secret in a preview too, where the plugin does not answer.
    const all = pulumi.mergeOptions({ additionalSecretOutputs: secrets }, options);
    super(`swarm:index:${type}`, name, { ...none, ...args }, all);
  }
}
