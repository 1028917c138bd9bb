import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { onPath } from "../../../provisioners/core/programs";
import type { DockerClient } from "./docker-client";

/** A part of the JSON schema by which the client judges stack files. */
export interface JsonSchema {
  id?: string;
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: string[];
  required?: string[];
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  uniqueItems?: boolean;
  oneOf?: JsonSchema[];
  definitions?: Record<string, JsonSchema>;
}

/** The schemas that are part of the client's program, by the minor version of the format, 3.x. */
export async function schemasOf({ program }: DockerClient): Promise<Map<number, JsonSchema>> {
  const folder = await onPath(program);
  if (!folder) throw new Error(`there is no program ${program} on PATH`);
  const bytes = (await readFile(join(folder, program))).toString("latin1");
  const found = bytes.matchAll(/\{\s*"\$schema":[^{}]*"(?:\$)?id": "config_schema_v3\.(\d+)\.json"/g);
  return new Map([...found].map((match) => [Number(match[1]), JSON.parse(objectAt(bytes, match.index)) as JsonSchema]));
}

/** The text of a JSON object from its opening brace to its closing one. */
function objectAt(text: string, start: number): string {
  let depth = 0;
  let inText = false;
  for (let index = start; index < text.length; index++) {
    const letter = text[index];
    if (inText && letter === "\\") index++;
    else if (letter === '"') inText = !inText;
    else if (!inText && letter === "{") depth++;
    else if (!inText && letter === "}" && --depth === 0) return text.slice(start, index + 1);
  }
  throw new Error("a schema in Docker's client has no end");
}
