import { z } from "zod";
import { namespace } from "../../infra/settings/problems/problems";
import { configSchema } from "../../infra/settings/schema/schema";
import { machineSources } from "../../infra/sources";
import { capitalized } from "../../provisioners/core/text";
import { cell } from "./cell";

const intro = `# Configuration

<!-- Generated from infra/settings by \`npm run docs\`: change the schema there, not this page. -->

Every key of \`Pulumi.<stack>.yaml\`, under the namespace \`${namespace}\`: the key \`source\` is written \`${namespace}:source\`.
All problems are reported at once, before anything is made, each with its key and the nearest right one. Complete examples:
[lab](https://github.com/pulumi-swarm/pulumi-swarm/blob/main/Pulumi.lab.yaml), [hosts](../Pulumi.hosts.example.yaml), [DigitalOcean](../Pulumi.digitalocean.example.yaml),
[AWS](../Pulumi.aws.example.yaml). Set a value with \`pulumi config set --path '${namespace}:cloud.region' fra1\`, a secret one
with \`--secret\`.

Credentials of the clouds are no part of it. They come from where the clouds' own tools find them: \`DIGITALOCEAN_TOKEN\` or
\`pulumi config set --secret digitalocean:token\`; the environment, a profile (\`AWS_PROFILE\`) or a role for AWS.
`;

interface Row {
  key: string;
  type: string;
  fallback: string;
  meaning: string;
}

interface Section {
  title: string;
  meaning: string;
  rows: Row[];
}

/** The reference page of the configuration, from its schema. */
export function configDocs(): string {
  const sections: Section[] = [];
  collect("", configSchema(machineSources), "", sections);
  const pages = sections.map(({ title, meaning, rows }) => {
    const lines = rows.map(({ key, type, fallback, meaning }) => `| \`${key}\` | ${type} | ${fallback} | ${meaning} |`);
    const head = ["| key | type | default | meaning |", "|---|---|---|---|"];
    return [`## ${title}`, "", ...(meaning ? [`${sentence(meaning)}.`, ""] : []), ...head, ...lines, ""].join("\n");
  });
  return `${intro}\n${pages.join("\n")}`;
}

function collect(path: string, schema: z.ZodObject, meaning: string, sections: Section[]): void {
  const section: Section = { title: path ? `\`${path}\`` : "Keys", meaning, rows: [] };
  sections.push(section);
  for (const [key, value] of Object.entries(schema.shape)) {
    const field = value as z.ZodType;
    const text = meaningOf(field);
    section.rows.push({ key, type: cell(typeOf(field)), fallback: cell(fallbackOf(field)), meaning: cell(text) });
    const inner = bare(field);
    const element = inner instanceof z.ZodArray ? bare(inner.element as z.ZodType) : inner;
    const at = `${path ? `${path}.` : ""}${key}${inner instanceof z.ZodArray ? "[]" : ""}`;
    if (element instanceof z.ZodObject) collect(at, element, text, sections);
  }
}

/** The schema behind defaults, options and steps before and after it. */
function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return bare(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) {
    return bare((schema.out instanceof z.ZodTransform ? schema.in : schema.out) as z.ZodType);
  }
  return schema;
}

function meaningOf(schema: z.ZodType): string {
  return (schema.description ?? bare(schema).description ?? "").trim();
}

function typeOf(schema: z.ZodType): string {
  const inner = bare(schema);
  if (inner instanceof z.ZodEnum) return inner.options.map((option) => `\`${option}\``).join(" or ");
  if (inner instanceof z.ZodArray) {
    const element = typeOf(inner.element as z.ZodType);
    return `list of ${element === "object" ? "objects" : element}`;
  }
  if (inner instanceof z.ZodRecord) return `map of ${typeOf(inner.valueType as z.ZodType)}`;
  if (inner instanceof z.ZodObject) return "object";
  if (inner instanceof z.ZodBoolean) return "true or false";
  if (inner instanceof z.ZodNumber) return numberType(inner);
  if (inner instanceof z.ZodCIDRv4) return "network (CIDR)";
  if (inner instanceof z.ZodIPv4) return "IPv4 address";
  if (inner instanceof z.ZodUnknown) return "any value";
  return "text";
}

function numberType({ minValue, maxValue }: z.ZodNumber): string {
  const bounded = maxValue !== null && maxValue < Number.MAX_SAFE_INTEGER;
  const least = minValue !== null && minValue > Number.MIN_SAFE_INTEGER ? ` from ${minValue}` : "";
  return `number${least}${bounded ? ` to ${maxValue}` : ""}`;
}

function fallbackOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodDefault) {
    const value: unknown = schema.def.defaultValue;
    const empty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
    return empty ? "none" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
  }
  return schema.safeParse(undefined).success ? "" : "required";
}

function sentence(text: string): string {
  // A source's name in front stays as it is written in the configuration.
  return /^[a-z]+: /.test(text) ? text : capitalized(text);
}
