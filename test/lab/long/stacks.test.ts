import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pacedSeconds } from "../support/jest/pace";
import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";

/** What a stack can be told beside its file, on a manager and a worker. The tests build on each other. */
const LAB = "test-stacks";
const NODES = ["manager-1", "worker-1"];
const pools = [
  { name: "manager", role: "manager", count: 1 },
  { name: "worker", role: "worker", count: 1 },
];
const PASSWORD = "swordfish-in-the-sea";

const app = (image: string, more = "") => `services:
  web:
    image: ${image}
    command: ["sleep", "86400"]
    stop_grace_period: 1s
${more}`;
const onWorker = '    deploy: { placement: { constraints: ["node.role == worker"] } }\n';

/** Asks for what the registry of the lab has, by name and password; on each node for itself. */
const registry = `services:
  door:
    image: nginxinc/nginx-unprivileged:1.29-alpine
    configs: [{ source: site, target: /etc/nginx/conf.d/default.conf }]
    secrets: [{ source: users, mode: 0444 }]
    ports: [{ target: 5000, published: 5000, mode: host }]
    deploy: { mode: global }
configs:
  site: { file: ./site.conf }
secrets:
  users: { file: ./users }
`;
const site = `server {
  listen 5000;
  auth_basic lab;
  auth_basic_user_file /run/secrets/users;
  location / { proxy_pass http://10.0.2.9:5000; }
}
`;

describe("stacks on the lab", () => {
  const program = programOf(LAB);
  let folder: string;
  const file = (name: string) => join(folder, name);
  const write = (name: string, text: string | Buffer) => writeFile(file(name), text);
  const inspect = (format: string, service = "app_web") =>
    on(LAB, "manager-1", `docker service inspect ${service} --format '${format}'`);
  const environment = async () =>
    JSON.parse(await inspect("{{json .Spec.TaskTemplate.ContainerSpec.Env}}")).sort() as string[];
  const deploy = async (stacks: object[], more: object = {}) => {
    await program.configure({ pools, stacks, ...more });
    return program.up();
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "stacks-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test("several files and env files make one stack; a changed env file updates its services", async () => {
    await write("app.yaml", app("busybox:$TAG", "    env_file: ./web.env\n    environment: { MODE: test }\n"));
    const over = (rest: string) => `services:\n  web:\n    environment: { MODE: production }\n    ${rest}\n`;
    await write("over.yaml", over("deploy: { replicas: 2 }"));
    await write("variables.env", "TAG=1.37\n");
    await write("web.env", "COLOR=red\n");
    const stack = { name: "app", file: [file("app.yaml"), file("over.yaml")], envFile: file("variables.env") };
    expectSuccess(await deploy([stack]));
    expect(await environment()).toEqual(["COLOR=red", "MODE=production"]);
    expect(await inspect("{{.Spec.Mode.Replicated.Replicas}}")).toBe("2");
    expectSuccess(await program.up("--expect-no-changes"));

    await write("web.env", "COLOR=blue\n");
    expectSuccess(await program.up());
    expect(await environment()).toEqual(["COLOR=blue", "MODE=production"]);

    await write("over.yaml", over("prots: ['80:80']"));
    const refused = await program.preview();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toMatch(/over\.yaml:4:5: `services\.web\.prots` is no known key: did you mean `ports`\?/);
  });

  test("a login to a registry is tried, and reaches the nodes that pull; the password is nowhere", async () => {
    await write("registry.yaml", registry);
    await write("site.conf", site);
    await write("users", `ci:{PLAIN}${PASSWORD}\n`);
    const door = { name: "registry", file: file("registry.yaml") };
    expectSuccess(await deploy([door]));

    const image = "127.0.0.1:5000/library/busybox:1.37";
    await write("app.yaml", app(image, onWorker));
    const stacks = [door, { name: "app", file: file("app.yaml") }];
    const login = async (password: string) => {
      await program.configure({ pools, stacks });
      await program.configureSecret("registries", [{ server: "127.0.0.1:5000", username: "ci", password }]);
      return program.up();
    };
    const refused = await login("wrong");
    expect(refused.code).not.toBe(0);
    expect(refused.text).toMatch(/The registry 127\.0\.0\.1:5000 does not let ci in/);

    expectSuccess(await login(PASSWORD));
    expect(await on(LAB, "worker-1", "docker ps --format '{{.Image}}'")).toContain(image);
    expect(await program.leaksOf([PASSWORD, `ci:${PASSWORD}`])).toEqual([]);
    // Where the deployment had them.
    expect(await on(LAB, "manager-1", "ls /run")).not.toContain("pulumi-swarm");
    expect(await on(LAB, "manager-1", "cat ~/.docker/config.json", [0, 1])).toBe("");
  });

  test("an image from an archive runs on nodes that reach no registry which has it", async () => {
    const image = "closed.example/app:1";
    // The node has it from the test before; its own copy goes, so that the archive is all there is.
    const save = `docker pull -q busybox:1.37 >/dev/null && docker tag busybox:1.37 ${image} && docker save ${image}`;
    const saved = await on(LAB, "manager-1", `{ ${save}; } | base64 -w0 && docker rmi ${image} >/dev/null`);
    await write("images.tar", Buffer.from(saved, "base64"));
    await write("closed.yaml", app(image, "    deploy: { mode: global }\n"));
    const stack = { name: "closed", file: file("closed.yaml"), resolveImage: "never" };
    expectSuccess(await deploy([stack], { preload: [file("images.tar")] }));
    for (const node of NODES) expect(await on(LAB, node, "docker ps --format '{{.Image}}'")).toContain(image);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("stacks share a network, a secret and a config; another content reaches the tasks, and the old secret goes", async () => {
    const shared = `${onWorker}    networks: [proxy]
    secrets: [{ source: key, target: key }]
    configs: [{ source: site, target: /site }]
networks: { proxy: { external: true } }
secrets: { key: { external: true, name: "\${SECRET_API_KEY}" } }
configs: { site: { external: true, name: "\${CONFIG_SITE}" } }
`;
    await write("shared.yaml", app("busybox:1.37", shared));
    await write("shared-site", "listen 80");
    const up = async (content: string) => {
      await program.configure({
        pools,
        networks: [{ name: "proxy", attachable: true, mtu: 1400, subnets: [{ subnet: "10.210.0.0/24" }] }],
        configs: [{ name: "site", file: file("shared-site") }],
        stacks: [{ name: "shared", file: file("shared.yaml") }],
      });
      await program.configureSecret("secrets", [{ name: "api-key", content }]);
      return program.up();
    };
    const inTask = (command: string) => on(LAB, "worker-1", `docker exec $(docker ps -qf name=shared_web) ${command}`);
    expectSuccess(await up(PASSWORD));
    expect(await inTask("cat /run/secrets/key /site")).toBe(`${PASSWORD}listen 80`);
    // VXLAN takes 50 bytes.
    expect(await inTask("ip addr")).toMatch(/mtu 1350[\s\S]*inet 10\.210\.0\./);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
    expectSuccess(await up("another-key"));
    expect(await inTask("cat /run/secrets/key")).toBe("another-key");
    expect(await on(LAB, "manager-1", "docker secret ls --format '{{.Name}}' | grep -c api-key")).toBe("1");
    expect(await program.leaksOf([PASSWORD, "another-key"])).toEqual([]);
    expectSuccess(await deploy([]));
    const left =
      "docker network ls --filter scope=swarm --format '{{.Name}}'; docker secret ls -q; docker config ls -q";
    expect(await on(LAB, "manager-1", left)).toBe("ingress");
  });

  test("networks that left the file go, and volumes where that is asked for", async () => {
    const having = (networks: string[], volumes: string[]) => {
      const mounts = volumes.map((name) => `"${name}:/${name}"`);
      const all = (names: string[]) => names.map((name) => `${name}: {}`);
      const use = `    networks: [${networks}]\n    volumes: [${mounts}]\n`;
      const text = `${onWorker}${use}networks: { ${all(networks)} }\nvolumes: { ${all(volumes)} }\n`;
      return write("app.yaml", app("busybox:1.37", text));
    };
    await having(["front", "back"], ["data", "old"]);
    const stack = { name: "app", file: file("app.yaml") };
    expectSuccess(await deploy([stack]));
    await having(["front"], ["data"]);
    const networks = () =>
      on(LAB, "manager-1", "docker network ls --filter label=com.docker.stack.namespace=app --format '{{.Name}}'");
    const volumes = () => on(LAB, "worker-1", "docker volume ls --filter name=app_ --format '{{.Name}}'");
    expectSuccess(await program.up());
    expect(await networks()).toBe("app_front");
    expect(await volumes()).toBe("app_data\napp_old");
    expectSuccess(await deploy([{ ...stack, pruneVolumes: true }]));
    expect(await volumes()).toBe("app_data");
    expectSuccess(await deploy([]));
    expect(await volumes()).toBe("");
  });

  test("forceUpdate starts tasks anew; rollback returns to the previous version and stays there", async () => {
    const version = (number: number) =>
      write("app.yaml", app("busybox:1.37", `    environment: { VERSION: "${number}" }\n`));
    const stack = { name: "app", file: file("app.yaml") };
    const container = () => on(LAB, "manager-1", "docker service ps app_web --filter desired-state=running -q");
    await version(1);
    expectSuccess(await deploy([stack]));
    const first = await container();
    expectSuccess(await deploy([{ ...stack, forceUpdate: 1 }]));
    expect(await container()).not.toBe(first);
    expect(await environment()).toEqual(["VERSION=1"]);

    await version(2);
    expectSuccess(await program.up());
    expect(await environment()).toEqual(["VERSION=2"]);
    const back = { ...stack, forceUpdate: 1, rollback: true };
    const returned = await deploy([back]);
    expectSuccess(returned);
    expect(returned.text).toMatch(/app_web returns to busybox:1\.37/);
    expect(await environment()).toEqual(["VERSION=1"]);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
    expectSuccess(await deploy([{ ...stack, forceUpdate: 1 }]));
    expect(await environment()).toEqual(["VERSION=2"]);
  });

  test("a port that another service has fails the stack and names that service; the next up repairs it", async () => {
    await on(LAB, "manager-1", "docker service create -d --name other -p 8085:80 busybox:1.37 sleep 86400");
    await write("port.yaml", app("busybox:1.37", '    ports: ["8085:80"]\n'));
    const failed = await deploy([{ name: "port", file: file("port.yaml") }]);
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(/8085[\s\S]{0,30}already in use by service 'other'/);
    await on(LAB, "manager-1", "docker service rm other");
    expectSuccess(await program.up());
  });

  test("a first deployment that fails is removed where that is asked for", async () => {
    await write(
      "bad.yaml",
      app("busybox:1.37", '    deploy: { placement: { constraints: ["node.labels.disk == ssd"] } }\n'),
    );
    const bad = { name: "bad", file: file("bad.yaml"), removeFailed: true, timeout: pacedSeconds(60) };
    const failed = await deploy([bad]);
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(/node\.labels\.disk == ssd[\s\S]*the stack was removed/);
    expect(
      await on(
        LAB,
        "manager-1",
        "docker service ls -q --filter name=bad; docker network ls -q --filter label=com.docker.stack.namespace=bad",
      ),
    ).toBe("");
    await write("bad.yaml", app("busybox:1.37"));
    expectSuccess(await program.up());
  });

  test("a failed deployment returns every service to what it was where that is asked for", async () => {
    const back = (timeout: number) => ({ name: "back", file: file("back.yaml"), onFailure: "rollbackStack", timeout });
    await write("back.yaml", app("busybox:1.37"));
    expectSuccess(await deploy([back(pacedSeconds(120))]));
    const definitions =
      "docker service ls --filter label=com.docker.stack.namespace=back --format '{{.Name}} {{.Image}}'";
    const before = await on(LAB, "manager-1", definitions);
    const unplaced =
      '  more: { image: busybox:1.37, deploy: { placement: { constraints: ["node.labels.disk == ssd"] } } }\n';
    await write("back.yaml", app("busybox:1.36") + unplaced);
    const failed = await deploy([back(pacedSeconds(30))]);
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(/node\.labels\.disk == ssd[\s\S]*services that returned: back_more, back_web\./);
    expect(await on(LAB, "manager-1", definitions)).toBe(before);
    await write("back.yaml", app("busybox:1.37"));
    expectSuccess(await program.up());
  });

  test("a network that the file declares otherwise is refused, and made anew where that is asked for", async () => {
    const network = "docker network inspect nets_back --format '{{.Internal}} {{json .Options}}'";
    const nets = (more: object = {}) => ({ name: "nets", file: file("nets.yaml"), ...more });
    const joined = (settings: string) =>
      app(
        "busybox:1.37",
        `    networks: [back, default]\nnetworks: { back: ${settings}, default: { labels: { size: 010 } } }\n`,
      );
    await write("nets.yaml", joined("{}"));
    expectSuccess(await deploy([nets()]));
    const encrypted = '{ internal: true, driver_opts: { encrypted: "" } }';
    await write("nets.yaml", joined(encrypted));
    const refused = await deploy([nets()]);
    expect(refused.code).not.toBe(0);
    expect(refused.text).toMatch(/nets_back: internal is false and should be true/);
    expect(await on(LAB, "manager-1", network)).toMatch(/^false/);
    expectSuccess(await deploy([nets({ recreateNetworks: true })]));
    expect(await on(LAB, "manager-1", network)).toMatch(/^true .*"encrypted":""/);
    const attached = "docker service inspect nets_web --format '{{len .Spec.TaskTemplate.Networks}}'";
    expect(await on(LAB, "manager-1", attached)).toBe("2");
    // What Docker makes of the networks is what is declared.
    await write("nets.yaml", `${joined(encrypted)}# changed\n`);
    expectSuccess(await program.up("--refresh"));
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("replicas that something else owns stay through refreshes and deployments", async () => {
    const scaled = (more: string) =>
      app("busybox:1.37", `    deploy: { replicas: 1, labels: { pulumi-swarm.ignore: replicas } }\n${more}`);
    const stacks = [{ name: "scaled", file: file("scaled.yaml") }];
    const replicas = "docker service inspect scaled_web --format '{{.Spec.Mode.Replicated.Replicas}}'";
    await write("scaled.yaml", scaled(""));
    expectSuccess(await deploy(stacks));
    await on(LAB, "manager-1", "docker service scale scaled_web=2");
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
    await write("scaled.yaml", scaled("    environment: [A=1]\n"));
    expectSuccess(await program.up());
    expect(await on(LAB, "manager-1", replicas)).toBe("2");
  });
});
