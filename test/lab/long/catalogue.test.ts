import net from "node:net";
import { leftovers } from "../../../lab/leftovers";
import { Client } from "../support/clients";
import { paced, pacedSeconds, until } from "../support/jest/pace";
import { on, page } from "../support/machines";
import { expectSuccess, type Outputs, programOf } from "../support/program";

/*
 * The catalogue, one stack after the other, and what tutorials of Docker Swarm show; on a manager, which serves NFS too,
 * and a worker.
 */
const LAB = "test-catalogue";
const NODES = ["manager-1", "worker-1"];
const pools = (availability: string) => [
  { name: "manager", role: "manager", count: 1, memory: 1280, labels: { zone: "a" } },
  { name: "worker", role: "worker", count: 1, labels: { zone: "b" }, availability },
];
const password = (name: string) => `correct-horse-${name}-staple`;
const monitoring = (name: string) => ({ name: "monitoring", variables: { GRAFANA_PASSWORD: password(name) } });
const wordpress = { name: "wordpress", variables: { DB_PASSWORD: password("db") } };
const tutorial = (version: string) => ({
  name: "t",
  file: "test/lab/support/stacks/tutorial.yaml",
  variables: { VERSION: version },
});

/** What a command prints in the first container of a service on a node. */
const inside = (node: string, service: string, command: string, codes = [0]) => {
  const container = `$(docker ps -q -f label=com.docker.swarm.service.name=${service} | head -1)`;
  return on(LAB, node, `docker exec ${container} ${command}`, codes);
};

/** Nodes of a service's running tasks. */
async function placesOf(service: string): Promise<string[]> {
  const ps = `docker service ps ${service} --filter desired-state=running --format '{{.Node}} {{.CurrentState}}'`;
  const tasks = (await on(LAB, "manager-1", ps)).split("\n").filter((line) => line.includes(" Running"));
  return tasks.map((line) => line.split(" ")[0] as string).sort();
}

/** Everything that a server says to a text until it closes the connection. */
function converse(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = "";
    const socket = net.connect(Number(port), hostname, () => socket.write(text));
    socket
      .setTimeout(paced(10_000), () => socket.destroy())
      .on("data", (data) => {
        answer += data;
      })
      // A reset says no more than an end.
      .on("error", () => undefined)
      .on("close", () => resolve(answer));
  });
}

function eventually<T>(what: string, look: () => Promise<T | undefined>, deadlineMs = 90_000): Promise<T> {
  return until(look, { what, deadlineMs });
}

describe("the catalogue on the lab", () => {
  const program = programOf(LAB);
  let outputs: Outputs;
  const url = (port: number, machine = "worker-1") => {
    const found = outputs.endpoints.find((each) => each.machine === machine && each.name.endsWith(`:${port}`));
    return found?.url.replace(/^tcp:/, "http:") as string;
  };
  const addressOf = (name: string) => outputs.nodes.find((node) => node.name === name)?.address as string;

  // One for all runs: another time-out is a change of the stack.
  const timeout = pacedSeconds(500);

  /** Deploys these stacks and no others; each is to run completely. */
  const deploy = async (stacks: { name: string }[], availability = "active") => {
    await program.configure({
      pools: pools(availability),
      nfs: { on: "manager-1", exports: [{ path: "/srv/content" }] },
      stacks: stacks.map((stack) => ({ timeout, ...stack })),
    });
    const run = await program.up();
    expectSuccess(run);
    outputs = await program.outputs();
    expect([...new Set(outputs.services.map(({ stack }) => stack))]).toEqual(stacks.map(({ name }) => name));
    expect(outputs.services.filter(({ running, desired }) => running !== desired || desired === 0)).toEqual([]);
    return run;
  };

  test("redis: two web servers share one counter, which survives Redis' container", async () => {
    await deploy([{ name: "redis" }]);
    const visit = async () => /^(\d+) visits, says (\w+)/.exec(await page(url(8081)))?.slice(1) as [string, string];
    const visits = [await visit(), await visit(), await visit(), await visit()];
    const counts = visits.map(([count]) => Number(count));
    expect([...counts].sort((a, b) => a - b)).toEqual(counts);
    expect(new Set(counts).size).toBe(4);
    expect(new Set(visits.map(([, name]) => name)).size).toBe(2);
    const last = Number((await visit())[0]);
    await on(LAB, "manager-1", "docker kill $(docker ps -q -f label=com.docker.swarm.service.name=redis_redis)");
    expect(Number((await visit())[0])).toBeGreaterThan(last);
  });

  test("wordpress: installs itself into the database and greets", async () => {
    await deploy([wordpress]);
    const site = url(8082);
    expect(await page(`${site}/wp-admin/install.php`)).toContain("WordPress");
    const form = new URLSearchParams({
      ...{ weblog_title: "Catalogue", user_name: "admin", admin_email: "admin@example.com" },
      ...{ admin_password: password("admin"), admin_password2: password("admin"), pw_weak: "on", Submit: "Install" },
    });
    const installed = await fetch(`${site}/wp-admin/install.php?step=2`, { method: "POST", body: form });
    expect(await installed.text()).toMatch(/Success|installed/);
    expect(await page(`${site}/wp-login.php`)).toContain("Catalogue");
    const mode = await inside("manager-1", "wordpress_wordpress", "stat -c '%u %a' /run/secrets/db_password");
    expect(mode).toBe("33 400");
  });

  test("haproxy: each of three nginx serves the file on NFS", async () => {
    await deploy([{ name: "haproxy" }]);
    await on(LAB, "manager-1", "echo 'from NFS' >/srv/content/index.html");
    const servers = new Set<string>();
    await eventually("all three nginx behind HAProxy", async () => {
      const answer = await fetch(url(8083), { signal: AbortSignal.timeout(paced(10_000)) });
      const text = await answer.text();
      if (answer.ok) {
        expect(text).toBe("from NFS\n");
        servers.add(answer.headers.get("x-served-by") as string);
      }
      return servers.size === 3 ? true : undefined;
    });
    expect(await page(`${url(8404)}/metrics`)).toContain("haproxy_backend_http_responses_total");
  });

  test("edge: every node hands on the address that a balancer tells, and closes what tells none", async () => {
    await deploy([{ name: "edge" }]);
    const request = "GET / HTTP/1.0\r\nX-Forwarded-For: 192.0.2.66\r\n\r\n";
    for (const node of NODES) {
      const edge = url(8089, node);
      const answer = await eventually(`the edge of ${node}`, async () => {
        const text = await converse(edge, `PROXY TCP4 203.0.113.7 192.0.2.1 4000 80\r\n${request}`);
        return text.startsWith("HTTP/1.1 200") ? text : undefined;
      });
      expect(answer).toMatch(/\r\n\r\n203\.0\.113\.7\n$/);
      expect(await converse(edge, request)).toBe("");
    }
  });

  test("portainer: nginx, Portainer and the visualizer answer", async () => {
    await deploy([{ name: "portainer" }]);
    expect(await page(url(8084))).toMatch(/nginx/);
    expect(JSON.parse(await page(`${url(9000)}/api/status`))).toHaveProperty("Version");
    const listed = JSON.parse(await page(`${url(8085)}/apis/nodes`)) as { Description: { Hostname: string } }[];
    expect(listed.map(({ Description }) => Description.Hostname).sort()).toEqual([...NODES].sort());
    expect(await placesOf("portainer_agent")).toEqual([...NODES].sort());
  });

  test("ingress: the mesh answers on every node, host mode only where the task is", async () => {
    await deploy(["ingress", "discovery", "agent"].map((name) => ({ name })));
    const [home] = await placesOf("ingress_mesh");
    for (const node of NODES)
      expect(await page(url(8086, node))).toMatch(new RegExp(`^ingress_mesh\\.1\\.\\w+ on ${home}`));
    const [host] = await placesOf("ingress_host");
    for (const node of NODES) {
      // Refused, or no answer.
      const asked = await on(LAB, "manager-1", `curl -sm 10 http://${addressOf(node)}:8087/`, [0, 7, 28]);
      expect(asked).toEqual(node === host ? expect.stringMatching(new RegExp(` on ${host}$`)) : "");
    }
  });

  test("discovery: a VIP is one address, dnsrr and tasks. are those of the tasks", async () => {
    const found = await eventually("all names", async () => {
      const lines = (await page(`${url(8088)}/names`)).trim().split("\n");
      const addresses = Object.fromEntries(lines.map((line) => [line.split(" ")[0], line.split(" ").slice(1)]));
      return addresses["tasks.vip"]?.length === 2 && addresses.dnsrr?.length === 2 ? addresses : undefined;
    });
    expect(found.vip).toHaveLength(1);
    expect(found["tasks.vip"]).not.toContain(found.vip?.[0]);
    expect(found["tasks.dnsrr"]).toEqual(found.dnsrr);
  });

  test("agent: every node answers for itself", async () => {
    for (const node of NODES) expect(await page(url(9180, node))).toMatch(new RegExp(`^node ${node}\n`));
  });

  test("monitoring: Prometheus has every node's exporter, Grafana is well", async () => {
    await deploy([monitoring("one")]);
    const query = `${url(9090)}/api/v1/query?query=node_uname_info`;
    const seen = await eventually("metrics of every node", async () => {
      const { data } = JSON.parse(await page(query)) as { data: { result: { metric: { nodename: string } }[] } };
      const nodes = data.result.map(({ metric }) => metric.nodename).sort();
      return nodes.length === NODES.length ? nodes : undefined;
    });
    expect(seen).toEqual([...NODES].sort());
    expect(JSON.parse(await page(`${url(3000)}/api/health`))).toHaveProperty("database", "ok");
  });

  test("a changed secret is a new one, the service gets it, the old one is removed (F28)", async () => {
    const list = "docker secret ls --format '{{.Name}}' --filter label=com.docker.stack.namespace=monitoring";
    const before = await on(LAB, "manager-1", list);
    expect(before).toMatch(/^monitoring_grafana_password_[0-9a-f]{12}$/);
    const read = () => inside("manager-1", "monitoring_grafana", "cat /run/secrets/grafana_password");
    expect(await read()).toBe(password("one"));
    await deploy([monitoring("two")]);
    const after = await on(LAB, "manager-1", list);
    expect(after).toMatch(/^monitoring_grafana_password_[0-9a-f]{12}$/);
    expect(after).not.toBe(before);
    expect(await read()).toBe(password("two"));
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  describe("as tutorials show it", () => {
    test("templates, constraints, preferences and reservations do what they say", async () => {
      await deploy([tutorial("1")]);
      expect(await placesOf("t_templates")).toEqual(NODES);
      for (const node of NODES) {
        const [, slot] = /-(\d)$/.exec(await inside(node, "t_templates", "hostname")) ?? [];
        expect(await inside(node, "t_templates", "hostname")).toBe(`${node}-${slot}`);
        expect(await inside(node, "t_templates", `sh -c 'echo "$WHO"'`)).toBe(`t_templates ${slot} on ${node}`);
        expect(await on(LAB, node, "docker volume ls -q")).toContain(`slot-${slot}`);
      }
      // Only the manager has that much memory.
      expect(await placesOf("t_reserved")).toEqual(["manager-1"]);
    });

    test("an encrypted network carries data in ESP", async () => {
      const bytes = async () => {
        const states = await on(LAB, "manager-1", "ip -s xfrm state");
        return [...states.matchAll(/(\d+)\(bytes\)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
      };
      const get = () => inside("manager-1", "t_sender", "wget -q -O - http://receiver:8080/hostname", [0, 1]);
      await eventually("the receiver's answer", async () => (await get()) || undefined);
      const before = await bytes();
      expect(await get()).not.toBe("");
      expect(await bytes()).toBeGreaterThan(before);
    });

    test("a rolling update loses no request", async () => {
      const urls = NODES.map((node) => `${url(8090, node)}/hostname`);
      for (const each of urls) await page(each);
      const client = new Client(urls);
      await deploy([tutorial("2")]).finally(() => client.stop());
      expect(client.failures).toEqual([]);
      expect(client.answers).toBeGreaterThan(20);
      const [home] = await placesOf("t_rolling");
      expect(await inside(home as string, "t_rolling", `sh -c 'echo "$VERSION"'`)).toBe("2");
    });

    test("a drained node gives its tasks away", async () => {
      await deploy([tutorial("2")], "drain");
      await eventually("all tasks away from worker-1", async () => {
        const left = await on(LAB, "manager-1", "docker node ps worker-1 -q --filter desired-state=running");
        const moved = await placesOf("t_templates");
        return left === "" && moved.join() === "manager-1,manager-1" ? true : undefined;
      });
    });
  });

  test("destroy leaves nothing", async () => {
    expectSuccess(await program.destroy());
    await until(async () => ((await leftovers(LAB)).length === 0 ? true : undefined), {
      what: "the lab to be gone",
      deadlineMs: 20_000,
    });
  });
});
