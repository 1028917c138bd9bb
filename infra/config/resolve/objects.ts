import { messageOf } from "../../../provisioners/core/errors";
import { type ObjectKind, objectKinds } from "../../../provisioners/docker/contents";
import { contentProblems } from "../../../provisioners/objects/content-problems";
import type { ConfigContext } from "../../settings/context";
import { readText } from "../../settings/environment";
import type { Settings } from "../../settings/types";
import { checkSubnets, type UsedNetwork } from "../../settings/workloads/networks";

/** A secret or config with its content. */
export interface ContentConfig {
  name: string;
  content: string;
  isFromFile: boolean;
  templateDriver?: "golang";
}

/** What stands in the swarm beside the stacks, for several of them. */
export interface ObjectsConfig {
  networks: Settings["networks"];
  secrets: ContentConfig[];
  configs: ContentConfig[];
}

/** The variable by which stacks get the name of a shared secret or config: `SECRET_DB_PASSWORD`. */
export function objectVariable(kind: ObjectKind, name: string): string {
  return `${kind}_${name}`.toUpperCase().replace(/[^A-Z0-9]/g, "_");
}

/** Reads the contents and checks what can be known before a swarm is there. */
export function resolveObjects(
  { settings, environment, diagnostics }: ConfigContext,
  used: readonly UsedNetwork[],
): ObjectsConfig {
  checkSubnets(settings.networks, settings.addressPools, used, diagnostics);
  const variables = new Map<string, string>();
  const [secrets = [], configs = []] = objectKinds.map((kind) =>
    settings[`${kind}s`].flatMap(({ name, content, file, templateDriver }, index): ContentConfig[] => {
      const path = `${kind}s[${index}]`;
      const variable = objectVariable(kind, name);
      const other = variables.get(variable);
      if (other) diagnostics.problem(path, `(${name}) would be \`${variable}\` as ${other}: choose another name`);
      variables.set(variable, path);
      if ((content === undefined) === (file === undefined)) {
        diagnostics.problem(path, `(${name}) needs its content: \`content\` or \`file\`, one of them`);
        return [];
      }
      try {
        const text = content ?? readText(file ?? "", environment);
        const object = { name, content: text, isFromFile: !content, templateDriver };
        for (const { reason } of contentProblems(kind, object)) diagnostics.problem(path, `(${name}) ${reason}`);
        return [object];
      } catch (error) {
        diagnostics.problem(path, `needs the file ${file}, which cannot be read: ${messageOf(error)}`);
        return [];
      }
    }),
  );
  return { networks: settings.networks, secrets, configs };
}

/** Names of the variables that stacks get. */
export function objectVariables({ secrets, configs }: ObjectsConfig): string[] {
  return [
    ...secrets.map(({ name }) => objectVariable("secret", name)),
    ...configs.map(({ name }) => objectVariable("config", name)),
  ];
}
