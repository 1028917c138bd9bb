import type Docker from "dockerode";
import { readStackFile } from "../../../provisioners/stack/file/file";
import { refuseStaleVolumes } from "../../../provisioners/stack/stale-volumes";
import type { Machine } from "../fakes/shapes";
import { World } from "../fakes/world";

const file = `
services: { a: { image: b, volumes: ["data:/data", "plain:/plain"] } }
volumes:
  plain: {}
  outside: { external: true, name: x }
  named: { external: false, name: fixed, driver: other, driver_opts: { size: 10 } }
  data: { driver_opts: { type: nfs, o: "addr=10.0.0.9,\${MORE}", device: ":/srv" } }
  each: { name: "each-{{.Task.Slot}}", driver_opts: { type: nfs, device: ":/srv/{{.Node.Hostname}}" } }
`;
const { volumes } = readStackFile(file, { name: "shop", variables: { MORE: "hard" } });
const options = { type: "nfs", o: "addr=10.0.0.9,hard", device: ":/srv" };

test("the volumes that a stack makes have the names and options that Docker gives them", () => {
  expect(volumes).toEqual([
    { name: "shop_plain", driver: "local", options: {} },
    { name: "fixed", driver: "other", options: { size: "10" } },
    { name: "shop_data", driver: "local", options },
    {
      name: "each-{{.Task.Slot}}",
      driver: "local",
      options: { type: "nfs", device: ":/srv/{{.Node.Hostname}}" },
    },
  ]);
});

describe("volumes that are on the nodes already", () => {
  const world = new World();
  type There = Record<string, { Driver: string; Options: object | null; Labels?: object }>;
  const has = (machine: Machine, there: There) => {
    const Volumes = Object.entries(there).map(([Name, volume]) => ({ Name, ...volume }));
    const listVolumes = async () => ({ Volumes });
    machine.host.docker = () => ({ listVolumes }) as unknown as Docker;
  };
  const [a, b] = [world.add("a"), world.add("b")];
  const nodes = [a, b].map((machine) => world.manager(machine));
  const refuse = () => refuseStaleVolumes(world.context, { name: "shop", nodes }, volumes);

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

  test("with what Docker made of a template in an option are the same; with another text around it they are not", async () => {
    const each = (device: string) => ({ "each-1": { Driver: "local", Options: { type: "nfs", device } } });
    has(a, each(":/srv/a"));
    has(b, {});
    await refuse();
    has(a, each(":/other/a"));
    await expect(refuse()).rejects.toThrow("each-1 on a: there driver local type=nfs device=:/other/a, in the file");
  });

  test("with options that left the file are told where the stack made them", async () => {
    const plain = (Labels: object) => ({ shop_plain: { Driver: "local", Options: { type: "tmpfs" }, Labels } });
    has(b, {});
    has(a, plain({}));
    await refuse();
    has(a, plain({ "com.docker.stack.namespace": "shop" }));
    await expect(refuse()).rejects.toThrow("shop_plain on a: there driver local type=tmpfs, in the file driver local");
  });

  test("of a node that is off are passed over with a warning", async () => {
    has(a, {});
    world.kill(b);
    await refuse();
    expect(world.context.lines.join()).toMatch(/b cannot be reached; its volumes are not looked at/);
  });
});
