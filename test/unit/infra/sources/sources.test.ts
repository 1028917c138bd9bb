import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { keysFor } from "../../../../infra/settings/schema/source-keys";
import type { SourceSchema } from "../../../../infra/settings/schema/source-schema";
import { machineSources } from "../../../../infra/sources";

const infra = join(__dirname, "../../../../infra");

test("no file of infra/ names a cloud, but for the cloud's own folder and the list of sources", () => {
  const files = readdirSync(infra, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  // The types of the settings are generated from what the sources themselves say.
  const others = files.filter((file) => !/^(sources\/(aws\/|digitalocean\/|index\.ts)|settings\/types\.ts)/.test(file));
  expect(others.length).toBeGreaterThan(50);
  const naming = others.filter((file) =>
    /\b(aws|amazon|digital ?ocean|droplets?|ec2)/i.test(readFileSync(join(infra, file), "utf8")),
  );
  expect(naming).toEqual([]);
});

test.each(machineSources.map(({ name, cloud }) => [name, cloud !== undefined] as const))(
  "the folder of %s has the files that every source has",
  (name, isCloud) => {
    const wanted = [
      "checks.ts",
      "index.ts",
      "machines.ts",
      "schema.ts",
      ...(isCloud ? ["offers.ts", "prices.ts"] : []),
    ];
    expect(readdirSync(join(infra, "sources", name))).toEqual(expect.arrayContaining(wanted));
  },
);

test("two sources that mean different things by one key are refused", () => {
  const source = (name: string, field: z.ZodType): SourceSchema => ({
    name,
    title: name,
    keys: { pool: { tier: field } },
  });
  const shared = z.string().describe("tier");
  expect(keysFor([source("a", shared), source("b", shared)], "pool")).toHaveProperty("tier.description", "a, b: tier");
  expect(() => keysFor([source("a", shared), source("b", z.number())], "pool")).toThrow(
    "sources a and b differ in the key tier",
  );
});
