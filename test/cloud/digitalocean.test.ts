import { leftovers } from "../../lab/leftovers";
import { until } from "../lab/support/jest/pace";
import { step } from "../lab/support/jest/steps";
import { page } from "../lab/support/machines";
import { expectSuccess } from "../lab/support/program";
import { CloudProgram } from "./program";

/*
 * The real program for DigitalOcean against a stand-in for its plugin: droplets are machines of the lab that boot with
 * their user data, firewalls hold, volumes are disks. The tests build on each other, as the life of a cluster does.
 */
// Machines boot, install packages and wait out what is closed: on a busy computer more than the ten minutes of a lab test.
jest.setTimeout(1_200_000);

const LAB = "test-digitalocean";
const settings = (managers: number, workers: number, more: Record<string, unknown> = {}) => ({
  source: "digitalocean",
  cloud: {
    region: "fra1",
    name: "swarm",
    admins: ["127.0.0.1/32"],
    clients: ["127.0.0.1/32"],
    network: "10.77.0.0/24",
    image: "debian-13-x64",
    nfs: { volume: 1 },
    ...more,
  },
  pools: [
    { name: "manager", role: "manager", count: managers },
    { name: "worker", role: "worker", count: workers },
  ],
  engine: { source: "distribution" },
  stacks: [{ name: "shared", file: "test/cloud/stack.yaml" }],
});

describe("a swarm at a stand-in for DigitalOcean", () => {
  let cloud: CloudProgram;

  beforeAll(async () => {
    cloud = await CloudProgram.open("digitalocean", LAB);
  });
  afterAll(() => cloud.close());

  const on = async (name: string, command: string) => (await (await cloud.host(name)).run(command)).stdout.trim();
  const members = async () =>
    (await on("manager-1", "docker node ls --format '{{.Hostname}} {{.Status}}'")).split("\n");

  test("a preview warns of a size that the cloud does not offer now, and tells the cost", async () => {
    await cloud.pulumi.configure(settings(3, 0, { size: "c-2" }));
    const warned = await cloud.pulumi.preview();
    expect(warned.code).toBe(0);
    expect(warned.text).toMatch(/swarm:pools\[0\]\.size \(c-2\) is not offered in fra1 now: choose another/);
    await cloud.pulumi.configure(settings(3, 0));
    const { text } = await cloud.pulumi.preview();
    expect(text).toMatch(/Estimated cost: about \$48\.10 a month/);
    expect(cloud.left()).toEqual([]);
  });

  step("up makes a working swarm with storage and a stack", async () => {
    await cloud.pulumi.configure(settings(3, 0));
    expectSuccess(await cloud.pulumi.up());
    const { nodes, services, endpoints } = await cloud.pulumi.outputs();
    expect(nodes.map(({ name }) => name)).toEqual(["manager-1", "manager-2", "manager-3"]);
    expect(nodes.every(({ address }) => address.startsWith("10.77.0."))).toBe(true);
    expect(services).toMatchObject([{ name: "shared_writer", running: 1, desired: 1 }]);
    expect(endpoints).toHaveLength(3);
    // At the public addresses, through the firewall.
    for (const { url } of endpoints) {
      expect(Number(await page(`${url.replace(/^tcp/, "http")}/beat`))).toBeGreaterThan(1e9);
    }
    expect(await on("nfs", "readlink -f /dev/disk/by-id/scsi-0DO_Volume_swarm-nfs")).toBe(
      await on("nfs", "findmnt -no SOURCE /srv/nfs"),
    );
  });

  test("a host is known by a key that was made on it, and lets nobody in as root or with a password", async () => {
    const { user, hostKey } = await cloud.connection("manager-1");
    expect(user).toBe("swarm");
    expect(await on("manager-1", "cat /etc/ssh/ssh_host_ed25519_key.pub")).toBe(hostKey);
    expect(await cloud.userData("manager-1")).not.toContain(hostKey.split(" ")[1]);
    await expect(cloud.host("manager-1", { user: "root" })).rejects.toMatchObject({ code: "SSH_AUTH_FAILED" });
    expect(await on("manager-1", "sshd -T | grep -E '^(permitroot|passwordauth|kbdinteractiveauth)'")).toBe(
      "permitrootlogin no\npasswordauthentication no\nkbdinteractiveauthentication no",
    );
    // The key that anyone who read the user data knows is on its way out.
    expect(await on("manager-1", "systemctl is-active pulumi-swarm-host-key.timer")).toBe("active");
  });

  test("a second up and a refresh change nothing (F38)", async () => {
    expectSuccess(await cloud.pulumi.up("--refresh", "--expect-no-changes"));
  });

  test.each([
    ["another image", settings(3, 0, { image: "debian-12-x64" }), "replaceManagers", /replaces 3 of 3 managers/],
    ["another size", settings(3, 0, { size: "s-2vcpu-2gb" }), "replaceManagers", /replaces 3 of 3 managers/],
    ["too few managers", settings(1, 0), "fewerManagers", /takes 2 of 3 managers away/],
    ["no NFS", { ...settings(3, 0, { nfs: undefined }), stacks: [] }, "deleteVolumes", /deletes the volume volume-/],
  ])("a preview refuses %s in plain words, unless it is allowed", async (_, change, permission, reason) => {
    await cloud.pulumi.configure(change);
    const refused = await cloud.pulumi.preview();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toMatch(reason);
    expect(refused.text).toContain(`'swarm:allow[0]' ${permission}`);
    await cloud.pulumi.configure({ ...change, allow: [permission] });
    expectSuccess(await cloud.pulumi.preview());
  });

  test("a node that cannot join or reach the storage fails up with the port (F10)", async () => {
    cloud.closePorts(2377, 2049);
    await cloud.pulumi.configure(settings(3, 1));
    const failed = await cloud.pulumi.up();
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(/could not join the swarm as worker/);
    expect(failed.text).toMatch(/Open 2377\/tcp/);
    expect(failed.text).toMatch(/:2049 to answer/);
    expect(await members()).toHaveLength(3);
  });

  test.each([
    [7946, /7946\/tcp does not pass from \S+ to \S+/],
    [4789, /4789\/udp does not pass from worker-1 to manager-\d/],
  ])("a node whose port %i is closed is a member, and up fails with the port", async (port, message) => {
    cloud.closePorts(port);
    const failed = await cloud.pulumi.up();
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(message);
    expect(await members()).toContain("worker-1 Ready");
  });

  test("with every port open the next up repairs it", async () => {
    cloud.closePorts();
    expectSuccess(await cloud.pulumi.up());
    expect(await members()).toHaveLength(4);
    const { endpoints } = await cloud.pulumi.outputs();
    const worker = endpoints.find(({ machine }) => machine === "worker-1");
    expect(Number(await page(`${worker?.url.replace(/^tcp/, "http")}/beat`))).toBeGreaterThan(1e9);
  });

  test("a manager is replaced by another machine, and the swarm stays the same", async () => {
    const swarmId = "docker info --format '{{.Swarm.Cluster.ID}}'";
    const before = await on("manager-1", swarmId);
    const { hostKey } = await cloud.connection("manager-2");
    expectSuccess(await cloud.pulumi.up("--replace", await cloud.urn("droplet:Droplet", "manager-2")));
    expect(await on("manager-2", swarmId)).toBe(before);
    expect((await cloud.connection("manager-2")).hostKey).not.toBe(hostKey);
    const status = "docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'";
    const managers = (await on("manager-1", status)).split("\n").filter((row) => row.startsWith("manager"));
    expect(managers.filter((row) => /Leader|Reachable/.test(row))).toHaveLength(3);
    expect(cloud.left().filter((thing) => thing.startsWith("Droplet"))).toHaveLength(5);
  });

  test("scaling in and destroying leave nothing", async () => {
    await cloud.pulumi.configure(settings(3, 0));
    expectSuccess(await cloud.pulumi.up());
    expect(await members()).toHaveLength(3);
    expectSuccess(await cloud.pulumi.destroy());
    expect(cloud.left()).toEqual([]);
    await until(async () => ((await leftovers(LAB)).length === 0 ? true : undefined), {
      what: "the lab to be gone",
      deadlineMs: 20_000,
    });
  });
});
