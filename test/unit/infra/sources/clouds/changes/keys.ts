import { z } from "zod";
import { configSchema } from "../../../../../../infra/settings/schema/schema";
import { ownersOf } from "../../../../../../infra/settings/schema/source-keys";
import { machineSources } from "../../../../../../infra/sources";
import type { CloudName } from "./run";

/** Keys of a configuration that are about the machines of one cloud, as `pools[].size`. */
export function keysOf(cloud: CloudName): string[] {
  const { pools, cloud: place } = configSchema(machineSources).shape;
  return [...within("pools", pools), ...within("cloud", place)].filter((key) => isFor(cloud, key));
}

function within(path: string, schema: z.ZodType): string[] {
  const inner = bare(schema);
  if (inner instanceof z.ZodArray) {
    const element = bare(inner.element as z.ZodType);
    return element instanceof z.ZodObject ? within(`${path}[]`, element) : [path];
  }
  if (!(inner instanceof z.ZodObject)) return [path];
  return Object.entries(inner.shape).flatMap(([key, field]) => within(`${path}.${key}`, field as z.ZodType));
}

function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return bare(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodPipe ? bare(schema.out as z.ZodType) : schema;
}

/** A key belongs to everyone, or to the sources that add it. */
function isFor(cloud: CloudName, path: string): boolean {
  const [first = "", ...rest] = path.replace("[]", "").split(".");
  const place = first === "pools" ? "pool" : rest[0] === "nfs" && rest.length > 1 ? "cloudNfs" : "cloud";
  const owners = ownersOf(machineSources, place, (place === "cloudNfs" ? rest[1] : rest[0]) ?? "");
  return owners.length === 0 || owners.some(({ name }) => name === cloud);
}
