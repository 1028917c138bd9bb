import { daemonEnvironment } from "../../../lab/daemon-environment";

test("the daemon of a lab gets the lab's settings and nothing of the run's secrets", () => {
  const given = {
    PULUMI_SWARM_CACHE: "/cache",
    PULUMI_SWARM_PATIENCE: "3",
    PULUMI_CONFIG_PASSPHRASE: "hidden",
    AWS_PROFILE: "hidden",
    GITHUB_TOKEN: "hidden",
    HOME: "/root",
  };
  const { PATH, ...env } = daemonEnvironment(given, "uml");
  expect(env).toEqual({
    PULUMI_SWARM_CACHE: "/cache",
    PULUMI_SWARM_PATIENCE: "3",
    PULUMI_SWARM_LAB_BACKEND: "uml",
    HOME: "/root",
  });
});
