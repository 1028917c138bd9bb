import { messageOf } from "../../../provisioners/core/errors";
import { type ObjectKind, objectKinds } from "../../../provisioners/docker/contents";
import { contentProblems } from "../../../provisioners/objects/content";
import { readText, type Surroundings } from "../environment";
import type { Mistake } from "../problems/problems";
import type { Settings } from "../schema/schema";
import { checkSubnets, type UsedNetwork } from "./networks";

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
export function loadObjects(
  settings: Pick<Settings, "networks" | "secrets" | "configs" | "addressPools">,
  used: readonly UsedNetwork[],
  near: Surroundings,
  mistakes: Mistake[],
): ObjectsConfig {
  checkSubnets(settings.networks, settings.addressPools, used, mistakes);
  const variables = new Map<string, string>();
  const [secrets = [], configs = []] = objectKinds.map((kind) =>
    settings[`${kind}s`].flatMap(({ name, content, file, templateDriver }, index): ContentConfig[] => {
      const path = `${kind}s[${index}]`;
      const variable = objectVariable(kind, name);
      const twin = variables.get(variable);
      if (twin) mistakes.push({ path, text: `(${name}) would be \`${variable}\` as ${twin}: choose another name` });
      variables.set(variable, path);
      if ((content === undefined) === (file === undefined)) {
        mistakes.push({ path, text: `(${name}) needs its content: \`content\` or \`file\`, one of them` });
        return [];
      }
      try {
        const object = { name, content: content ?? readText(file ?? "", near), isFromFile: !content, templateDriver };
        for (const { reason } of contentProblems(kind, object)) mistakes.push({ path, text: `(${name}) ${reason}` });
        return [object];
      } catch (error) {
        mistakes.push({ path, text: `needs the file ${file}, which cannot be read: ${messageOf(error)}` });
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
