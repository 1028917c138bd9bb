import { fieldOf } from "../../../../../../provisioners/schema/field";
import { ProviderPackage } from "../schemas/read";
import { handlers } from "./fate";

// Under jest the clouds' packages take seconds to load.
jest.setTimeout(300_000);

test.each(["aws", "digitalocean"])("%s: the stand-ins replace wherever the provider's package says so", (cloud) => {
  const provider = new ProviderPackage(cloud);
  const types = [...handlers].filter(([type]) => type.startsWith(`${cloud}:`));
  const differing = types.flatMap(([type, { inputs, update }]) => {
    const marks = fieldOf(inputs).properties ?? {};
    const declared = Object.entries(provider.inputsOf(type)).filter(([, { replaces }]) => replaces);
    return declared
      .filter(([name]) => update && marks[name] && !marks[name].replaceOnChanges)
      .map(([name]) => `${type} ${name}`);
  });
  expect(types.length).toBeGreaterThan(10);
  expect(differing).toEqual([]);
});
