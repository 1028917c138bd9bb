import { readFileSync } from "node:fs";
import { join } from "node:path";
import { placed, readStackFile } from "../../../../provisioners/stack/file/file";
import { corpus, web } from "./texts";

describe("several files", () => {
  const read = (text: string, ...overrides: string[]) =>
    readStackFile(text, {
      name: "shop",
      fileName: "a.yaml",
      overrides: overrides.map((text, index) => ({ name: `${"bcd"[index]}.yaml`, text })),
    });

  test("make what Docker's own CLI makes of them", () => {
    const [base = "", over = "", docker = ""] = ["base", "over", "docker"].map((name) =>
      readFileSync(join(corpus, "merged", `${name}.yaml`), "utf8"),
    );
    const ours = read(base, over);
    const theirs = readStackFile(docker, { name: "shop" });
    expect(ours.problems).toEqual([]);
    expect(theirs.problems).toEqual([]);
    const inOrder = ({ services, images, volumes, ports, objects }: typeof ours) => ({
      ...{ services: services.sort(), images: images.sort(), volumes },
      ports: ports.sort((a, b) => a.port - b.port),
      objects: objects.map(({ kind, key, file, labels }) => ({ kind, key, file, labels })),
    });
    expect(inOrder(ours)).toEqual(inOrder(theirs));
    expect(ours.warnings.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      expect.stringMatching(/^b\.yaml services\.web\.read_only: Docker keeps the value of the earlier file/),
      expect.stringMatching(/^b\.yaml services\.web\.healthcheck\.test: Docker appends it/),
      "b.yaml networks.front: Docker takes this in the place of the earlier file's, without its `driver_opts`, `attachable`",
      "b.yaml volumes.data: Docker takes this in the place of the earlier file's, without its `driver_opts`",
      "b.yaml secrets.s: Docker takes this in the place of the earlier file's, without its `labels`",
    ]);
  });

  test("each have their own mistakes, at their own places", () => {
    const found = read(
      "services:\n  web: { image: nginx:1, imag: a }\n",
      "services:\n  web:\n    ports: [x]\n    networks: [none]\n",
      "services:\n  new: {}\n",
    ).problems.map(placed);
    expect(found).toEqual([
      "a.yaml:2:26: `services.web.imag` is no known key: did you mean `image`?",
      expect.stringMatching(/^b\.yaml:3:13: services\.web\.ports\[0\]/),
      expect.stringMatching(/^b\.yaml:4:16: there is no network `none`/),
      "c.yaml:2:3: services.new needs `image`",
    ]);
  });

  test("need not all have services, but must be of one version", () => {
    expect(read("networks: {back: {}}", web("    networks: [back]\n")).problems).toEqual([]);
    expect(read("networks: {n: {}}", "volumes: {}").problems.map(placed)).toEqual([
      "a.yaml:1:1: `services:` is missing",
    ]);
    expect(read(web(""), `version: "3.8"\n${web("")}`).problems.map(placed)).toEqual([
      expect.stringMatching(/^b\.yaml:1:1: Docker merges only files of one `version:`/),
    ]);
    expect(read(web(""), "services: [").problems[0]).toMatchObject({ file: "b.yaml", line: 1 });
  });

  test("lose ports that share a number, with a warning", () => {
    const { warnings, ports } = read(web("    ports: ['53:53/tcp', '53:53/udp']\n"), web("    tty: true\n"));
    expect(ports).toEqual([expect.objectContaining({ port: 53, protocol: "udp" })]);
    expect(warnings.map(placed)).toEqual([expect.stringMatching(/^a\.yaml:4:26: .* keeps one element for `53`/)]);
  });
});
