import { z } from "zod";
import { nearestOf } from "../../../provisioners/core/nearest";
import { type Path, type Problem, pathText, unknownText } from "./problems";

/** The schema's complaints as problems. Values are never repeated: they may be secrets. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], schema: z.ZodType, values: unknown): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), text: unknownText("key", key, known) }));
    }
    return [
      { path: pathText(issue.path), text: issueText(issue, schemaAt(schema, issue.path), valueAt(values, issue.path)) },
    ];
  });
}

function issueText(issue: z.core.$ZodIssue, schema: z.ZodType | undefined, value: unknown): string {
  const meaning = schema?.description ? ` (${schema.description})` : "";
  if (value === undefined) return `is missing${meaning}`;
  switch (issue.code) {
    case "invalid_value": {
      const options = issue.values.map(String);
      const nearest = typeof value === "string" ? nearestOf(value, options) : undefined;
      return `must be ${options.join(" or ")}${nearest ? `: did you mean \`${nearest}\`?` : ""}`;
    }
    case "invalid_type":
      return `must be ${typeName(issue.expected)}${meaning}`;
    case "invalid_union":
      return `must be text${meaning}`;
    case "too_small":
      return `must ${issue.origin === "number" ? "be" : "have"} at least ${issue.minimum}${unit(issue.origin)}${meaning}`;
    case "too_big":
      return `must ${issue.origin === "number" ? "be" : "have"} at most ${issue.maximum}${unit(issue.origin)}${meaning}`;
    case "invalid_format":
      return issue.message.startsWith("must") ? issue.message : `is no valid ${formatName(issue.format)}${meaning}`;
    default:
      return `${issue.message}${meaning}`;
  }
}

const typeNames: Record<string, string> = {
  array: 'a list, such as ["redis"]',
  object: "an object with keys",
  record: "an object with keys",
  int: "a whole number",
  number: "a number",
  string: "text",
};

function typeName(expected: string): string {
  return typeNames[expected] ?? expected;
}

function unit(origin: string): string {
  if (origin === "string") return " character(s)";
  return origin === "array" ? " item(s)" : "";
}

const formatNames: Record<string, string> = {
  cidrv4: "network such as 10.77.0.0/24",
  ipv4: "IPv4 address such as 10.0.0.11",
  regex: "name",
  url: "address such as https://mirror.example.com",
};

function formatName(format: string): string {
  return formatNames[format] ?? format;
}

function valueAt(values: unknown, path: Path): unknown {
  // Text that stands for an object with one key is that key's value.
  return path.reduce<unknown>(
    (at, key) => (typeof at === "string" ? at : (at as Record<PropertyKey, unknown> | undefined)?.[key]),
    values,
  );
}

function keysAt(schema: z.ZodType, path: Path): string[] {
  const at = schemaAt(schema, path);
  const inner = at && unwrapped(at);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>((at, key) => {
    const inner = at && unwrapped(at);
    if (inner instanceof z.ZodObject) return inner.shape[String(key)] as z.ZodType | undefined;
    if (inner instanceof z.ZodArray) return inner.element as z.ZodType;
    return inner instanceof z.ZodRecord ? (inner.valueType as z.ZodType) : undefined;
  }, schema);
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrapped(schema.unwrap() as z.ZodType);
  }
  // A preprocess step: what counts is the schema behind it.
  return schema instanceof z.ZodPipe ? unwrapped(schema.out as z.ZodType) : schema;
}
