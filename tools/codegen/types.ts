import { nameOf, type PackageSpec, type Property, referred } from "./package-spec";

/** The TypeScript types of properties; names of the package's types get a prefix. */
export class PropertyTypes {
  constructor(
    private readonly spec: PackageSpec,
    private readonly prefix = "",
  ) {}

  /** As a program gives it: an output is allowed at every level. */
  input(property: Property): string {
    const { items, additionalProperties } = property;
    if (items) return `pulumi.Input<${this.input(items)}[]>`;
    if (additionalProperties) return `pulumi.Input<Record<string, ${this.input(additionalProperties)}>>`;
    const type = referred(this.spec, property);
    const name = this.name(property, type && !("enum" in type) ? "Args" : "");
    return name === "any" ? name : `pulumi.Input<${name}>`;
  }

  /** As a resource shows it. */
  output(property: Property): string {
    const { items, additionalProperties } = property;
    if (items) return `${this.output(items)}[]`;
    if (additionalProperties) return `Record<string, ${this.output(additionalProperties)}>`;
    return this.name(property, "");
  }

  private name({ type, $ref }: Property, suffix: string): string {
    if ($ref?.startsWith("#/types/")) return `${this.prefix}${nameOf($ref)}${suffix}`;
    if (type === undefined) return "any";
    return type === "integer" ? "number" : type;
  }
}

/** The lines of a property in an interface or a class, with its documentation. */
export function member(text: string, property: Property): string {
  return `${documentation(property)}  ${text};\n`;
}

/** The comment above a property; nothing where there is nothing to say. */
export function documentation({ description, default: preset }: Pick<Property, "description" | "default">): string {
  const value = typeof preset === "object" ? JSON.stringify(preset) : preset;
  const docs = [description, value === undefined ? undefined : `Default: \`${value}\`.`].filter(Boolean).join(" ");
  return docs ? `  /** ${docs} */\n` : "";
}
