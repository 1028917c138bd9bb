import { z } from "zod";
import { configSchema } from "../../infra/settings/schema/schema";
import { machineSources } from "../../infra/sources";
import { capitalized } from "../../provisioners/core/text";
import type { Field } from "../../provisioners/schema/field";
import { documentation } from "./types";

/** A field of which a value may have one of several forms. */
interface Setting extends Field {
  anyOf?: Setting[];
}

/** The text of infra/settings/types.ts: the settings that every source of machines has, checked and with defaults filled in. */
export function settingsFile(): string {
  const shared = machineSources.map((source) => ({ ...source, keys: {} }));
  const schema = z.toJSONSchema(configSchema(shared), { io: "output", target: "draft-7", unrepresentable: "any" });
  const interfaces = new SettingsInterfaces();
  interfaces.add("", { ...(schema as Setting), description: "The stack configuration, namespace `swarm`" });
  return [
    "// Generated from the schema of the settings by `npm run schema`: change it there, not this file.",
    'import type * as types from "../resources/types";\n',
    ...interfaces.texts,
  ].join("\n");
}

class SettingsInterfaces {
  readonly texts: string[] = [];

  /** Writes the interface of an object, those inside it first; gives its name. */
  add(prefix: string, { description, properties = {}, required = [] }: Setting): string {
    const members = Object.entries(properties).map(([key, field]) => {
      const docs = documentation({ ...field, description: sentence(field) });
      const name = `${prefix}${capitalized(key)}`;
      return `${docs}  ${key}${required.includes(key) ? "" : "?"}: ${this.type(field, name)};\n`;
    });
    const docs = sentence({ description });
    this.texts.push(`${docs ? `/** ${docs} */\n` : ""}export interface ${prefix}Settings {\n${members.join("")}}\n`);
    return `${prefix}Settings`;
  }

  private type(field: Setting, name: string): string {
    const { type, typeName, items, properties, additionalProperties: values, anyOf } = field;
    if (anyOf) return anyOf.map((each) => this.type(each, name)).join(" | ");
    if (items) {
      const item = this.type({ description: field.description, ...items }, singular(name));
      return item.includes("|") ? `(${item})[]` : `${item}[]`;
    }
    if (typeName) return `types.${typeName}`;
    if (field.enum) return field.enum.map((value) => JSON.stringify(value)).join(" | ");
    if (properties) return this.add(name, field);
    if (type === "object") return `Record<string, ${typeof values === "object" ? this.type(values, name) : "unknown"}>`;
    return type === "integer" ? "number" : (type ?? "unknown");
  }
}

/** `Registries` → `Registry`. */
const singular = (plural: string) => plural.replace(/ies$/, "y").replace(/s$/, "");

/** The schema's descriptions go on from a key: here they stand alone. What begins with a value stays as it is. */
function sentence({ description: text, enum: values = [] }: Setting): string | undefined {
  if (!text) return undefined;
  const begun = values.some((value) => text.startsWith(String(value))) ? text : capitalized(text);
  return `${begun}${/[.…]$/.test(text) ? "" : "."}`;
}
