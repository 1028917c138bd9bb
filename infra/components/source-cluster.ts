import * as pulumi from "@pulumi/pulumi";
import {
  type Component,
  type Constructed,
  type Construction,
  InputProblems,
} from "../../provisioners/provider/components/component";
import { replaceConfig } from "../../provisioners/provider/components/sdk-runtime";
import { fieldOf } from "../../provisioners/schema/field";
import { handedOn } from "../after";
import { readConfig } from "../config/stack-config";
import { run } from "../program";
import { scopeOf } from "../scope";
import { isConfigSecret } from "../settings/config-secret";
import { ConfigError, namespace } from "../settings/problems/problems";
import type { MachineSource } from "../sources/source";
import { inputsOf } from "./inputs";
import { programOutputs } from "./outputs";

/** The whole program as a component: its inputs are the configuration's keys, its outputs are those of the program. */
export function sourceCluster(source: MachineSource): Component {
  const { name, description } = source.component;
  return {
    name,
    description,
    inputs: inputsOf(name, source),
    outputs: fieldOf(programOutputs),
    single: source.cloud !== undefined,
    construct: (request) => construct(source, request),
  };
}

async function construct(source: MachineSource, { name, inputs, options }: Construction): Promise<Constructed> {
  useAsConfig(source, inputs);
  const config = readConfigOf();
  const resource = new SourceCluster(source.component.name, name, handedOn(options));
  const outputs = await run(config, scopeOf(resource, name));
  resource.finish(outputs);
  return { urn: resource.urn, outputs };
}

class SourceCluster extends pulumi.ComponentResource {
  constructor(component: string, name: string, options: pulumi.ComponentResourceOptions) {
    super(`swarm:index:${component}`, name, {}, options);
  }

  finish(outputs: pulumi.Inputs): void {
    this.registerOutputs(outputs);
  }
}

/** From here on the inputs are the configuration, so that the program reads them as it reads its own; a key with a secret in it is secret. */
function useAsConfig({ name }: MachineSource, { value, secrets }: Construction["inputs"]): void {
  const given = Object.entries(value).map(([key, each]) => [`${namespace}:${key}`, JSON.stringify(each)]);
  const others = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => !key.startsWith(`${namespace}:`));
  const secretKeys = new Set([...secrets].map((path) => `${namespace}:${path.split(/[.[]/, 1)[0]}`));
  for (const [key] of others) if (isConfigSecret(key)) secretKeys.add(key);
  replaceConfig({ ...Object.fromEntries([...others, ...given]), [`${namespace}:source`]: name }, [...secretKeys]);
}

function readConfigOf() {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new InputProblems(error.problems.map(({ path, text }) => ({ path, text: asInput(text) })));
  }
}

/** A problem's text with the way to set a secret that programs have. */
function asInput(text: string): string {
  return text.replace(/set it with `pulumi config set --secret.*$/, "make it a secret, with `fn::secret` in YAML");
}
