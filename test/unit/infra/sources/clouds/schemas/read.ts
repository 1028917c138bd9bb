import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { Field, Fields, Shape } from "./shape";

/** Reads the inputs of resources from the declarations in a provider's npm package: of each, what it needs and no more. */
export class ProviderPackage {
  private readonly root: string;
  private readonly texts = new Map<string, string>();
  private readonly known = new Map<string, Fields>();

  constructor(readonly name: string) {
    this.root = dirname(require.resolve(`@pulumi/${name}/package.json`));
  }

  /**
   * The inputs of a type such as `aws:ec2/instance:Instance`, or of the provider itself.
   * @throws Error for a type that the package does not have
   */
  inputsOf(type: string): Fields {
    if (type === `pulumi:providers:${this.name}`) return this.settings();
    const [, module = "", resource = ""] = type.split(":");
    const file = `${module.replace(/^index\//, "")}.d.ts`;
    return this.fieldsOf(this.read(file), `${resource}Args`, type);
  }

  /** The engine hands a provider its settings as texts. */
  private settings(): Fields {
    const fields = Object.entries(this.fieldsOf(this.read("provider.d.ts"), "ProviderArgs", "ProviderArgs"));
    return Object.fromEntries(fields.map(([name, field]) => [name, { ...field, shape: { kind: "string" } }]));
  }

  private fieldsOf(text: string, name: string, key: string): Fields {
    const known = this.known.get(key);
    if (known) return known;
    const start = text.search(new RegExp(`^ *(export )?interface ${name} \\{`, "m"));
    if (start < 0) throw new Error(`@pulumi/${this.name} declares no ${name}`);
    const fields: Fields = {};
    // Before its fields are read: an object may hold itself.
    this.known.set(key, fields);
    const indent = /^ */.exec(text.slice(start))?.[0] ?? "";
    const end = text.indexOf(`\n${indent}}`, start) + indent.length + 2;
    const source = ts.createSourceFile(`${name}.ts`, text.slice(start, end), ts.ScriptTarget.Latest, true);
    const [declared] = source.statements;
    if (!declared || !ts.isInterfaceDeclaration(declared)) throw new Error(`${name} is no interface`);
    for (const member of declared.members) {
      if (ts.isPropertySignature(member) && member.type) {
        fields[member.name.getText()] = this.field(member, member.type);
      }
    }
    return fields;
  }

  private field(member: ts.PropertySignature, type: ts.TypeNode): Field {
    const description = member.getFullText().replaceAll(/\s+\*\s/g, " ");
    const values = this.enumOf(type.getText()) ?? valuesIn(description);
    return {
      shape: this.shapeOf(type),
      required: !member.questionToken,
      replaces: /changing this (value |field )?forces? (a )?new|forces (replacement|new resource)/i.test(description),
      ...(values && { values }),
    };
  }

  private shapeOf(type: ts.TypeNode): Shape {
    if (ts.isUnionTypeNode(type)) {
      const [first, ...more] = type.types.filter((each) => each.kind !== ts.SyntaxKind.UndefinedKeyword);
      // A text with an enum is a text; a text or a resource is its ID.
      return first && more.every((each) => ts.isTypeReferenceNode(each)) ? this.shapeOf(first) : { kind: "any" };
    }
    if (ts.isArrayTypeNode(type)) return { kind: "list", of: this.shapeOf(type.elementType) };
    if (ts.isTypeLiteralNode(type)) {
      const [index] = type.members;
      if (index && ts.isIndexSignatureDeclaration(index)) return { kind: "map", of: this.shapeOf(index.type) };
      return { kind: "any" };
    }
    if (ts.isTypeReferenceNode(type)) return this.referenced(type);
    const kinds: Partial<Record<ts.SyntaxKind, Shape>> = {
      [ts.SyntaxKind.StringKeyword]: { kind: "string" },
      [ts.SyntaxKind.NumberKeyword]: { kind: "number" },
      [ts.SyntaxKind.BooleanKeyword]: { kind: "boolean" },
    };
    return kinds[type.kind] ?? { kind: "any" };
  }

  private referenced({ typeName, typeArguments }: ts.TypeReferenceNode): Shape {
    const [first = "", ...path] = typeName.getText().split(".");
    if (first === "pulumi" && path[0] === "Input" && typeArguments?.[0]) return this.shapeOf(typeArguments[0]);
    if (first === "enums") return { kind: "string" };
    if (first !== "inputs") return { kind: "any" };
    const text = path.length > 1 ? this.namespace(path[0] as string) : this.read("types/input.d.ts");
    return { kind: "object", fields: this.fieldsOf(text, path.at(-1) as string, path.join(".")) };
  }

  /** One namespace of the file with all objects. */
  private namespace(name: string): string {
    const key = `types/input.d.ts ${name}`;
    const known = this.texts.get(key);
    if (known !== undefined) return known;
    const text = this.read("types/input.d.ts");
    const start = text.indexOf(`\nexport declare namespace ${name} {`);
    const found = text.slice(start, text.indexOf("\n}", start + 1));
    this.texts.set(key, found);
    return found;
  }

  /** The values of the enum that a type names. */
  private enumOf(type: string): string[] | undefined {
    const [, path] = /\benums\.([\w.]+)/.exec(type) ?? [];
    if (!path) return undefined;
    const [name, module] = path.split(".").reverse();
    const text = this.read(join("types/enums", module ?? "", "index.d.ts"));
    const start = text.indexOf(`export declare const ${name}: {`);
    const body = text.slice(start, text.indexOf("\n};", start));
    return [...body.matchAll(/readonly \w+: "([^"]*)"/g)].map(([, value]) => value as string);
  }

  private read(file: string): string {
    const text = this.texts.get(file) ?? readFileSync(join(this.root, file), "utf8");
    this.texts.set(file, text);
    return text;
  }
}

/** Values that a description lists as the only ones. */
export function valuesIn(description: string): string[] | undefined {
  const lists = description.matchAll(
    /(?:(?:valid|possible) values(?: are| include)?|must be either of|should be one of):? ((?:`[^`]+`(?: \(default\))?(?:,? (?:and|or) |, )?)+)/gi,
  );
  const values = [...lists].flatMap(([, list = ""]) =>
    [...list.matchAll(/`([^`]+)`/g)].map(([, value]) => value ?? ""),
  );
  return values.length > 1 ? values : undefined;
}
