import { ofProduction, productionPackages, type Sbom } from "../../../../tools/release/sbom";

const component = (ref: string, ...properties: { name: string; value: string }[]) => {
  const [name = "", version = ""] = ref.split("@");
  return { "bom-ref": ref, name, version, properties };
};
const development = { name: "cdx:npm:package:development", value: "true" };

const all: Sbom = {
  serialNumber: "urn:uuid:0",
  metadata: { timestamp: "2026-01-01T00:00:00Z", component: { ...component("app@1.0.0"), name: "folder" } },
  components: [component("used@1.0.0"), component("both@2.0.0", development), component("tool@3.0.0", development)],
  dependencies: [
    { ref: "app@1.0.0", dependsOn: ["used@1.0.0", "tool@3.0.0"] },
    { ref: "used@1.0.0", dependsOn: ["both@2.0.0"] },
    { ref: "tool@3.0.0", dependsOn: ["both@2.0.0"] },
  ],
};
const lock = {
  packages: {
    "": { version: "1.0.0" },
    "node_modules/both": { version: "2.0.0", dev: true },
    "node_modules/tool": { version: "3.0.0", dev: true },
    "node_modules/used": { version: "1.0.0" },
    "node_modules/used/node_modules/both": { version: "2.0.0" },
  },
};

test("the list of components has what is installed with the package, nested copies too, and the same text each time", () => {
  const list = ofProduction(all, productionPackages(lock), "app");
  expect(list).toEqual({
    metadata: { component: component("app@1.0.0") },
    components: [component("used@1.0.0"), component("both@2.0.0")],
    dependencies: [
      { ref: "app@1.0.0", dependsOn: ["used@1.0.0"] },
      { ref: "used@1.0.0", dependsOn: ["both@2.0.0"] },
    ],
  });
});
