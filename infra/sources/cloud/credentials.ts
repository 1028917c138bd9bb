import * as pulumi from "@pulumi/pulumi";
import { messageOf, SwarmError } from "../../../provisioners/core/errors";

/** How a cloud knows who asks. */
export interface Credentials {
  /** What the cloud or its provider answers without them, or to wrong ones. */
  readonly refused: RegExp;
  /** Environment variables, and keys of the stack's configuration, that may hold or name them. */
  readonly variables: readonly string[];
  readonly keys: readonly string[];
  /** Where else they are looked for, to go on from "and". */
  readonly elsewhere?: string;
  /** The command that sets them. */
  readonly fix: string;
}

/**
 * What a cloud answers.
 * @throws SwarmError where it does not know who asks. Code: `CLOUD_CREDENTIALS`.
 */
export async function answered<T>(title: string, credentials: Credentials, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!credentials.refused.test(messageOf(error))) throw error;
    throw new SwarmError({
      code: "CLOUD_CREDENTIALS",
      summary: `${title} does not accept the credentials, or there are none`,
      cause: `looked at ${lookedAt(credentials)}. ${title} says: ${messageOf(error)}`,
      fix: credentials.fix,
    });
  }
}

/** Every place with whether there is something; never what. */
function lookedAt({ variables, keys, elsewhere }: Credentials): string {
  const config = pulumi.runtime.allConfig();
  const places = [
    ...variables.map((name) => `${name} (${process.env[name] ? "set" : "not set"})`),
    ...keys.map((key) => `${key} in the stack's configuration (${config[key] ? "set" : "not set"})`),
  ];
  return [places.join(", "), ...(elsewhere ? [elsewhere] : [])].join(" and ");
}
