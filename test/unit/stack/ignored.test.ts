import { parse } from "yaml";
import type { Service, Task } from "../../../provisioners/docker/shapes";
import { readStackFile } from "../../../provisioners/stack/file/file";
import { stackInputs } from "../../../provisioners/stack/schema";
import { stack } from "../../../provisioners/stack/stack";
import { World } from "../fakes/world";

/* Services that something else scales or updates. */

const label = "pulumi-swarm.ignore";

function setUp(Labels: Record<string, string>) {
  const world = new World();
  const m1 = world.add("m1");
  const swarm = world.form([m1], 1);
  const web: Service = {
    ID: "web",
    Version: { Index: 1 },
    Spec: {
      Name: "shop_web",
      TaskTemplate: { ContainerSpec: { Image: "nginx:1@sha256:aa" } },
      Mode: { Replicated: { Replicas: 0 } },
      Labels,
    },
  };
  swarm.services = [web];
  const inputs = (file: string, more: object = {}) =>
    stackInputs.parse({
      swarmId: swarm.id,
      managers: [world.manager(m1)],
      name: "shop",
      file,
      timeout: 60,
      ...more,
    });
  /** The stack files that were handed to Docker's client, parsed, in their order. */
  const files = () => [...world.uploads].filter(([path]) => path.endsWith(".yaml")).map(([, text]) => parse(text));
  const scale = (replicas: number, Image = "nginx:1@sha256:aa") => {
    web.Spec.Mode = { Replicated: { Replicas: replicas } };
    web.Spec.TaskTemplate = { ContainerSpec: { Image } };
    const time = new Date(1_000).toISOString();
    swarm.tasks = Array.from({ length: replicas }, (_, index): Task => {
      const Status = { State: "running", Timestamp: time } as Task["Status"];
      const ids = { ID: `t${index}`, ServiceID: "web", NodeID: "node1", Slot: index + 1 };
      return { ...ids, CreatedAt: time, UpdatedAt: time, DesiredState: "running", Status };
    });
  };
  return { world, swarm, m1, web, inputs, files, scale };
}

const labelled = (fields: string) =>
  `services: { web: { image: "nginx:1", deploy: { replicas: 0, labels: { ${label}: "${fields}" } } } }`;
const plain = 'services: { web: { image: "nginx:1", deploy: { replicas: 0 } } }';

test.each([
  ["replicas,image", 4, "nginx:2@sha256:bb", false],
  ["replicas", 4, "nginx:1@sha256:aa", false],
  ["replicas", 4, "nginx:2@sha256:bb", true],
  ["image", 0, "nginx:2@sha256:bb", false],
  ["image", 4, "nginx:1@sha256:aa", true],
])("with %s ignored, a refresh of %s replicas of %s sees drift: %s", async (fields, replicas, image, drifted) => {
  const { world, inputs, scale } = setUp({ [label]: fields });
  const declared = inputs(labelled(fields));
  const { outputs } = await stack.create(world.context, declared);
  scale(replicas, image);
  expect(await stack.read?.(world.context, "shop", { ...declared, ...outputs })).toMatchObject({ drifted });
});

test("a deployment leaves what is ignored as it is, and nothing else", async () => {
  const { world, inputs, scale, files } = setUp({ [label]: "replicas" });
  scale(4);
  await stack.create(world.context, inputs(labelled("replicas")));
  expect(files().at(-1)).toEqual({ services: { web: { deploy: { replicas: 4 } } } });
});

test("fields that the stack ignores become a label of each service, with those of its own", async () => {
  const { world, inputs, scale, files } = setUp({});
  scale(4, "nginx:2@sha256:bb");
  await stack.create(world.context, inputs(`version: "3.8"\n${labelled("image")}`, { ignore: ["replicas"] }));
  expect(files().at(-1)).toEqual({
    version: "3.8",
    services: {
      web: { image: "nginx:2@sha256:bb", deploy: { replicas: 4, labels: { [label]: "replicas,image" } } },
    },
  });
});

test("without anything to ignore Docker's client gets the stack's own files", async () => {
  const { world, inputs, files } = setUp({});
  await stack.create(world.context, inputs(plain));
  expect(files()).toHaveLength(1);
});

test("a rollback returns a service to its previous version with the replicas that something else gave it", async () => {
  const { world, web, inputs, scale } = setUp({ [label]: "replicas" });
  const declared = inputs(labelled("replicas"));
  const { outputs } = await stack.create(world.context, declared);
  scale(3);
  const Mode = { Replicated: { Replicas: 0 } };
  web.PreviousSpec = { ...web.Spec, Mode, TaskTemplate: { ContainerSpec: { Image: "nginx:0" } } };
  await stack.update?.(world.context, "shop", { ...declared, ...outputs }, { ...declared, rollback: true });
  expect(web.Spec).toMatchObject({
    Mode: { Replicated: { Replicas: 3 } },
    TaskTemplate: { ContainerSpec: { Image: "nginx:0" } },
  });
});

test("a label that names no such field, or is one of the containers, is refused with the right way", () => {
  const reasons = (file: string) => readStackFile(file).problems.map(({ reason }) => reason);
  expect(reasons(labelled("replica, image"))).toEqual([
    `services.web.deploy has the label ${label} with \`replica\`: it takes replicas and image`,
  ]);
  expect(reasons(`services: { web: { image: a, labels: ["${label}=image"] } }`)).toEqual([
    `services.web has the label ${label} on its containers: write it under \`deploy.labels\``,
  ]);
});
