import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";
import { generateKey } from "../../../provisioners/ssh/keys/generate";
import { until } from "../support/jest/pace";
import { step } from "../support/jest/steps";
import { removeMachines } from "../support/machines";
import { ended, OrdinaryUser } from "../support/ordinary-user";
import { expectSuccess } from "../support/program";

/*
 * `npm start`, again, and `npm run destroy` by somebody without rights, and in sandboxes like those of containers. One
 * machine is enough: what differs from root is how machines get their network, not what runs on them. The tests build on
 * each other.
 */
const LAB = "test-sandbox";
const stack = `config:
  swarm:source: lab
  swarm:pools:
    - { name: manager, role: manager, count: 1, memory: 640 }
  swarm:stacks:
    - hello
`;
/** A container without rights: no capability, now or later. */
const powerless = ["setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all"];
/** The same where no namespace can be made: the limit holds in the user namespace of the command only. */
const closed = [
  ...["unshare", "--user", "--map-current-user", "--keep-caps", "sh", "-ec"],
  ...['echo 0 >/proc/sys/user/max_user_namespaces; exec "$@"', "sh", ...powerless],
];
const isRoot = process.getuid?.() === 0;

(isRoot ? describe : describe.skip)("an ordinary user (skipped unless root makes one)", () => {
  const user = new OrdinaryUser("pulumi-swarm-test");
  beforeAll(() => user.make(stack));
  afterAll(() => user.remove());

  test("hears at once of everything that is lacking where namespaces are closed", async () => {
    const empty = { PULUMI_SWARM_CACHE: "/tmp/pulumi-swarm-test-none/cache" };
    const { code, text } = await user.run("npm start; code=$?; rm -r /tmp/pulumi-swarm-test-none; exit $code", {
      sandbox: closed,
      env: empty,
    });
    expect(text).toContain("This computer lacks what the lab needs; nothing has been made");
    expect(text).toMatch(
      /pulumi-swarm-test may not make the network namespace[^\n]*\n {2}sudo sysctl -w user.max_user_namespaces=15000/,
    );
    // A newer Node.js, and sources that changed since the last build, come before the program can look at anything.
    expect(text).not.toMatch(/→ (?!Node\.js|TypeScript build)/);
    expect(code).toBe(1);
  });

  step("gets a swarm and an answer by npm start, without /dev/net/tun and /sbin", async () => {
    const { text } = await succeeds(user.run("! test -r /dev/net/tun && npm start"));
    expect(text).toMatch(/lab machines: user-mode Linux/);
    expect(text).toMatch(/http:\/\/127\.0\.0\.1:\d+\s*│ 200 OK/);
  });

  step("changes nothing by a second npm start, even without any capability", async () => {
    const { text } = await succeeds(user.run("npm start", { sandbox: powerless }));
    expect(text).toMatch(/Resources:\s+\d+ unchanged\s/);
    expect(text).toMatch(/│ 200 OK/);
  });

  test("leaves nothing after npm run destroy", async () => {
    const { text } = await succeeds(user.run("npm run destroy"));
    expect(text).toContain("Nothing of the lab is left");
    await until(async () => (user.processes().length === 0 ? true : undefined), {
      what: "the user's last process to end",
      deadlineMs: 20_000,
    });
  });
});

(isRoot ? describe : describe.skip)("root without CAP_NET_ADMIN and CAP_SYS_ADMIN (skipped unless root)", () => {
  afterAll(async () => {
    await removeMachines(LAB);
  });

  test("gets a machine of the lab, in a namespace that root is no different in", async () => {
    const authorizedKey = generateKey().publicKey;
    const machine = {
      name: "one",
      cpus: 1,
      memory: 320,
      address: "10.77.0.11",
      image: "docker",
      authorizedKey,
      ports: [],
    };
    const script = `require(${JSON.stringify(join(packageRoot, "dist/lab/client"))})
      .ensureMachine(${JSON.stringify(LAB)}, ${JSON.stringify(machine)}, () => undefined)
      .then(({ up }) => console.log({ up }))`;
    const rights = ["--no-new-privs", "--bounding-set=-net_admin,-sys_admin"];
    const { text } = await succeeds(ended("setpriv", [...rights, process.execPath, "-e", script]));
    expect(text).toContain("{ up: true }");
  });
});

async function succeeds(run: ReturnType<OrdinaryUser["run"]>) {
  const result = await run;
  expectSuccess(result);
  return result;
}
