import type { z } from "zod";
import { clusterEndpoint, clusterNode, dockerEndpoint } from "../../infra/cluster/schema";
import { type Field, fieldOf } from "../../provisioners/schema/field";
import { documentation } from "./types";

/** The text of infra/cluster/types.ts: what a cluster shows of itself. What is known before it is made is no Output. */
export function clusterTypesFile(): string {
  const head = [
    "// Generated from schema.ts beside it by `npm run schema`: change it there, not this file.",
    'import type * as pulumi from "@pulumi/pulumi";',
    'import type * as types from "../resources/types";\n',
  ];
  return [...head, ...[clusterNode, dockerEndpoint, clusterEndpoint].map(interfaceText)].join("\n");
}

function interfaceText(schema: z.ZodType): string {
  const { typeName, description, properties = {} } = fieldOf(schema);
  const members = Object.entries(properties).map(([key, field]) => {
    const type = typeOf(field);
    return `${documentation(field)}  ${key}: ${field.plain ? type : `pulumi.Output<${type}>`};\n`;
  });
  return `/** ${description} */\nexport interface ${typeName} {\n${members.join("")}}\n`;
}

function typeOf({ typeName, enum: values, type = "unknown" }: Field): string {
  if (values) return `types.${typeName}`;
  return typeName ?? type;
}
