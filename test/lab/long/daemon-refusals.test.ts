import { destroyLab } from "../../../lab/client";
import { daemonRefusals } from "../../../tools/stack-files/daemon-refusals";
import { lend } from "../support/lent";
import { closeConnections, host, on } from "../support/machines";
import { waitFor } from "../support/swarm";

/* What only the daemon refuses: each stack file is handed to Docker's own client, and the daemon says why. */
const LAB = "test-refusals";
const answers = (command: string) => on(LAB, "m1", command);

describe("the daemon", () => {
  beforeAll(async () => {
    await destroyLab(LAB);
    await lend(LAB, "m1", 11);
    await waitFor("Docker", async () => (await answers("docker info --format '{{.ServerVersion}}'")) !== "");
    await answers("docker swarm init --advertise-addr 10.77.0.11");
  });
  afterAll(async () => {
    await closeConnections();
    await destroyLab(LAB);
  });

  test.each(daemonRefusals.map((refusal, index) => ({ ...refusal, stack: `r${index}` })))(
    "refuses what breaks the rule that $rule",
    async ({ file, daemon, stack }) => {
      const machine = await host(LAB, "m1");
      await machine.upload(`/tmp/${stack}/a`, "content");
      await machine.upload(`/tmp/${stack}/stack.yaml`, file);
      const deploy = `cd /tmp/${stack} && docker stack deploy --detach=true --resolve-image never --compose-file stack.yaml ${stack}`;
      const { code, stderr } = await machine.run(deploy, { codes: [0, 1] });
      await machine.run(`docker stack rm ${stack}`, { codes: [0, 1] });
      expect(stderr).toMatch(daemon);
      expect(code).toBe(1);
    },
  );

  test("takes a negative grace period, which leaves the task all the time it wants", async () => {
    await answers("docker service create --detach --replicas 0 --name slow --stop-grace-period=-5s busybox:1.37");
    expect(
      await answers("docker service inspect slow --format '{{.Spec.TaskTemplate.ContainerSpec.StopGracePeriod}}'"),
    ).toBe("-5s");
  });
});
