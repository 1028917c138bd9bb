import type Docker from "dockerode";
import { readStackFile } from "../../../provisioners/stack/file/file";
import { refuseStaleVolumes } from "../../../provisioners/stack/stale-volumes";
import { reply } from "../fakes/reply";
import type { Machine } from "../fakes/shapes";
import { World } from "../fakes/world";

const file = `
services: { a: { image: b, volumes: ["data:/data", "plain:/plain"] } }
volumes:
  plain: {}
  outside: { external: true, driver_opts: { o: x } }
  named: { name: fixed, driver: other, driver_opts: { size: 10 } }
  data: { driver_opts: { type: nfs, o: "addr=10.0.0.9,\${MORE}", device: ":/srv" } }
`;
const { volumes } = readStackFile(file, { name: "shop", variables: { MORE: "hard" } });
const options = { type: "nfs", o: "addr=10.0.0.9,hard", device: ":/srv" };

test("volumes with options have the names and options that Docker gives them", () => {
  expect(volumes).toEqual([
    { name: "fixed", driver: "other", options: { size: "10" } },
    { name: "shop_data", driver: "local", options },
  ]);
});

describe("volumes that are on the nodes already", () => {
  const world = new World();
  const has = (machine: Machine, there: Record<string, { Driver: string; Options: object | null }>) => {
    const getVolume = (name: string) => ({
      inspect: async () => {
        if (there[name]) return there[name];
        throw reply(404, "no such volume");
      },
    });
    machine.host.docker = () => ({ getVolume }) as unknown as Docker;
  };
  const [a, b] = [world.add("a"), world.add("b")];
  const nodes = [a, b].map((machine) => world.manager(machine));
  const refuse = () => refuseStaleVolumes(world.context, nodes, volumes);

  test("with the same options, or not at all, are in nobody's way", async () => {
    has(a, {});
    has(b, { shop_data: { Driver: "local", Options: options } });
    await refuse();
  });

  test("with others are all told, by node", async () => {
    has(a, { shop_data: { Driver: "local", Options: null }, fixed: { Driver: "local", Options: { size: "10" } } });
    has(b, { shop_data: { Driver: "local", Options: { ...options, o: "addr=10.0.0.8,password=hunter2" } } });
    const message = await refuse().then(
      () => "",
      (error: Error) => error.message,
    );
    expect(message).toMatch(/shop_data on a: there driver local, in the file driver local type=nfs/);
    expect(message).toMatch(/fixed on a: there driver local size=10, in the file driver other size=10/);
    expect(message).toMatch(/shop_data on b: there driver local type=nfs o=addr=10\.0\.0\.8,password=…/);
    expect(message).not.toContain("hunter2");
  });

  test("of a node that is off are passed over with a warning", async () => {
    has(a, {});
    world.kill(b);
    await refuse();
    expect(world.context.lines.join()).toMatch(/b cannot be reached; its volumes are not looked at/);
  });
});
