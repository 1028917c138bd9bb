import { capitalized } from "../../provisioners/core/text";
import { type Field, fieldOf } from "../../provisioners/schema/field";
import { configSchema } from "../settings/schema/schema";
import type { MachineSource } from "../sources/source";

/** The keys whose shape depends on where machines come from. */
const bySource = ["pools", "cloud", "nfs"];

/** What a component on machines of one source takes: the keys of the configuration, but for those of other sources. */
export function inputsOf(component: string, source: MachineSource): Field {
  const { properties = {}, required } = fieldOf(configSchema([source]));
  const own = [...bySource, ...Object.keys(source.keys.top ?? {})];
  const foreign = ["source", ...(source.cloud ? ["nfs"] : ["cloud"]), ...(source.keys.top?.hosts ? ["pools"] : [])];
  const kept = Object.entries(properties).filter(([key]) => !foreign.includes(key));
  // The program needs the values, to know what to declare.
  const named = kept.map(([key, field]) => {
    return [key, { ...withTypeNames(field, own.includes(key) ? component : "Cluster", key), plain: true }];
  });
  return { properties: Object.fromEntries(named), required };
}

/** The field with a type name for each object in it, made of its path. So have words to choose from that have none. */
function withTypeNames(field: Field, owner: string, key: string): Field {
  const name = `${owner}${capitalized(key)}`;
  const { typeName, ...rest } = field;
  if (field.enum) return { ...field, typeName: typeName ?? name };
  const { properties, items, additionalProperties: others } = field;
  return {
    ...rest,
    ...(items && { items: withTypeNames(items, owner, key) }),
    ...(typeof others === "object" && { additionalProperties: withTypeNames(others, owner, key) }),
    ...(properties && {
      typeName: name,
      properties: Object.fromEntries(
        Object.entries(properties).map(([inner, child]) => [inner, withTypeNames(child, name, inner)]),
      ),
    }),
  };
}
