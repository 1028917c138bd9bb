import { nameRules as aws } from "../../../infra/sources/aws/names";
import { type NameRule, nameProblem } from "../../../infra/sources/cloud/names";
import { nameRules as digitalOcean } from "../../../infra/sources/digitalocean/names";

/** @throws Error as the cloud refuses a name */
function refuse(rule: NameRule, name: string): void {
  const problem = nameProblem(rule, name);
  if (problem) throw new Error(`422 ${JSON.stringify(name)}: ${problem}`);
}

export const checkName = (kind: keyof typeof digitalOcean, name: string): void => refuse(digitalOcean[kind], name);

export function checkTags(tags: Record<string, string>): void {
  for (const [key, value] of Object.entries(tags)) {
    refuse(aws.tagKey, key);
    refuse(aws.tagValue, value);
  }
}
