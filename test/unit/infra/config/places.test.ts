import { configured } from "../../configured";
import { environment } from "../../environment";

/** Warnings for a stack with this service on one manager and two workers. */
const warnings = (service: string) => {
  const near = environment();
  const readFile = (path: string) =>
    path === "web.yaml" ? `services: { web: { image: a, ${service} } }` : near.readFile(path);
  const pools = [
    { name: "m", role: "manager", count: 1 },
    { name: "w", role: "worker", count: 2 },
  ];
  return configured({ stacks: [{ name: "shop", file: "web.yaml" }], pools }, { ...near, readFile }).warnings.filter(
    (text) => text.includes("shop"),
  );
};

const startFirst = "update_config: { order: start-first }";

test.each([
  [
    "deploy: { replicas: 4, placement: { max_replicas_per_node: 1 } }",
    /web of the stack shop has 4 replicas, and max_replicas_per_node: 1 leaves 3 places on 3 nodes/,
  ],
  [
    "deploy: { replicas: 3, placement: { constraints: [node.role == worker], max_replicas_per_node: 1 } }",
    /leaves 2 places on 2 nodes/,
  ],
  ["ports: [{ target: 80, published: 81, mode: host }], deploy: { replicas: 4 }", /ports in host mode leaves 3 places/],
  [`deploy: { replicas: 3, placement: { max_replicas_per_node: 1 }, ${startFirst} }`, /can never finish an update/],
  [
    `ports: [{ target: 80, published: 81, mode: host }], deploy: { replicas: 3, ${startFirst} }`,
    /can never finish an update/,
  ],
])("%s has a warning", (service, expected) => expect(warnings(service)).toEqual([expect.stringMatching(expected)]));

test.each([
  ["deploy: { replicas: 3, placement: { max_replicas_per_node: 1 } }"],
  [`deploy: { replicas: 2, placement: { max_replicas_per_node: 1 }, ${startFirst} }`],
  [`deploy: { replicas: 3, ${startFirst} }`],
  ["deploy: { mode: global, placement: { max_replicas_per_node: 1 } }"],
])("%s has none", (service) => expect(warnings(service)).toEqual([]));
