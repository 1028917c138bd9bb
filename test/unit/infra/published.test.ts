// biome-ignore-all lint/suspicious/noTemplateCurlyInString: stack files have variables of this form

import { publishedPorts } from "../../../infra/published";
import { urlOf } from "../../../infra/urls";
import { reservedPort } from "../../../provisioners/host/ports";

const ports = (yaml: string, variables = {}) =>
  publishedPorts(`services:\n  web:\n    image: nginx\n    ports:\n      - ${yaml}\n`, variables).map(
    ({ port, target, protocol, mode }) => `${port}:${target}/${protocol} ${mode}`,
  );

test.each([
  ['"8080:80"', ["8080:80/tcp ingress"]],
  ['"53:5353/UDP"', ["53:5353/udp ingress"]],
  ['"127.0.0.1:8080:80"', ["8080:80/tcp ingress"]],
  ['"[::1]:8080:80"', ["8080:80/tcp ingress"]],
  ['"7000-7001:9000-9001"', ["7000:9000/tcp ingress", "7001:9001/tcp ingress"]],
  ['"7000-7001:80"', ["7000:80/tcp ingress", "7001:80/tcp ingress"]],
  ['"${PORT}:80"', ["8081:80/tcp ingress"]],
  ['"${OTHER:-9000}:80"', ["9000:80/tcp ingress"]],
  ['"80"', []],
  ["80", []],
  ['"0:80"', []],
  ['"127.0.0.1::80"', []],
  ["{target: 80, published: 8080}", ["8080:80/tcp ingress"]],
  ['{target: 80, published: "${PORT}", protocol: udp, mode: host}', ["8081:80/udp host"]],
  ["{target: 80}", []],
])("%s", (yaml, expected) => expect(ports(yaml, { PORT: "8081" })).toEqual(expected));

test.each([
  '"http:80"',
  '"8080:80/icmp"',
  '"70000:80"',
  '"9-8:80"',
  '"1-3:1-2"',
  "{published: 80}",
  '"1:2:3"',
  '"::1:2:3"',
])("%s is refused with service and place", (yaml) =>
  expect(() => ports(yaml)).toThrow(/^stack file:5:9: services\.web\.ports/),
);

test("a variable without a value is named", () => {
  expect(() => ports('"${PORT?}:80"')).toThrow("variable PORT has no value");
});

test("services without ports, anchors and merges", () => {
  const file = "x-p: &p\n  image: x\n  ports: ['1:1']\nservices:\n  a: {image: x}\n  c:\n    <<: *p\n";
  expect(publishedPorts(file).map(({ service, port }) => [service, port])).toEqual([["c", 1]]);
});

test("ports that nodes need themselves", () => {
  expect([22, 2377, 4789, 7946].map((port) => reservedPort(port, "tcp")?.purpose)).toEqual([
    "SSH",
    "swarm management",
    undefined,
    "swarm gossip",
  ]);
  expect(reservedPort(4789, "udp")?.purpose).toBe("overlay networks");
});

test.each([
  [{ target: 8080, protocol: "tcp" as const }, "http://h:1"],
  [{ target: 443, protocol: "tcp" as const }, "https://h:1"],
  [{ target: 6379, protocol: "tcp" as const }, "tcp://h:1"],
  [{ target: 8080, protocol: "udp" as const }, "udp://h:1"],
])("URL of %j", (port, url) => expect(urlOf(port, "h:1")).toBe(url));
