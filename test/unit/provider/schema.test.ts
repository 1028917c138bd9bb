import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { version } from "../../../package.json";
import type checkedIn from "../../../plugin/schema.json";
import { packageRoot } from "../../../provisioners/core/paths";
import { resources } from "../../../provisioners/plugin/registry";
import { packageSchema } from "../../../provisioners/provider/package-schema";
import type { Resource } from "../../../provisioners/provider/resource";
import { type Field, fieldOf } from "../../../provisioners/schema/field";
import { named } from "../../../provisioners/schema/marks";
import { generatedFiles } from "../../../tools/codegen/files";

describe("package schema", () => {
  const schema = packageSchema(resources, version) as typeof checkedIn;

  test.each(Object.entries(generatedFiles))("%s is current (`npm run schema` writes it)", (path, text) => {
    expect(readFileSync(join(packageRoot, path), "utf8")).toBe(text());
  });

  test("a type without a name, and one name for two shapes, are refused", () => {
    const resource = (properties: Record<string, z.ZodType>): Resource => ({
      ...(resources[0] as Resource),
      inputs: z.object(properties),
      outputs: z.object({}),
    });
    const nameless = resource({ address: z.object({ host: z.string() }) });
    expect(() => packageSchema([nameless], version)).toThrow(`The type of ${nameless.name}.address has no name`);
    const twice = resource({
      one: named("Thing", z.object({ host: z.string() })),
      two: named("Thing", z.object({ port: z.number() })),
    });
    expect(() => packageSchema([twice], version)).toThrow(`${twice.name}.two is another Thing than elsewhere`);
  });

  test("refers to types that it has", () => {
    const references = [...JSON.stringify(schema).matchAll(/"#\/types\/([^"]+)"/g)].map(([, token]) => token);
    expect(references.length).toBeGreaterThan(0);
    for (const token of references) expect(schema.types).toHaveProperty([token ?? ""]);
  });

  test("says what is secret, required and replacing", () => {
    const { KeyPair, Engine } = Object.fromEntries(
      Object.entries(schema.resources).map(([token, spec]) => [token.split(":").pop(), spec]),
    ) as Record<string, { properties: object; inputProperties: object; requiredInputs: string[]; required: string[] }>;
    expect(KeyPair?.properties).toMatchObject({ privateKey: { type: "string", secret: true } });
    expect(KeyPair?.inputProperties).toMatchObject({ comment: { type: "string", willReplaceOnChanges: true } });
    expect(KeyPair?.requiredInputs).toEqual([]);
    expect(KeyPair?.required).toEqual(["type", "publicKey", "privateKey"]);
    expect(Engine?.requiredInputs).toEqual(["name", "connection"]);
    expect(schema.types["swarm:index:Connection"].properties).toMatchObject({
      privateKey: { secret: true },
      port: { type: "integer", default: 22 },
    });
  });

  test("no secret mark covers a name or an address: messages need them, and would be masked in them", () => {
    const covered = (field: Field, path: string, inSecret = false): string[] => {
      const isSecret = inSecret || field.secret === true;
      const inside = Object.entries({ ...field.properties, "[]": field.items }).flatMap(([key, child]) =>
        child ? covered(child, `${path}.${key}`, isSecret) : [],
      );
      return isSecret && /\.(name|address|host)$/.test(path) ? [path, ...inside] : inside;
    };
    const found = resources.flatMap(({ name, inputs, outputs }) =>
      [inputs, outputs].flatMap((schema) => covered(fieldOf(schema), name)),
    );
    expect(found).toEqual([]);
  });
});
