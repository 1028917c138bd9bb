import { dirname, posix } from "node:path";
import { stack } from "../../../provisioners/stack/stack";
import { service, setUp, task } from "./shop";

describe("Stack", () => {
  test("gets what its services name in env_file beside the file; values stay out of commands", async () => {
    const { world, swarm, inputs } = setUp();
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const given = {
      ...inputs(),
      file: "services: { web: { image: nginx, env_file: [./web.env, ../../all.env, /etc/manager.env] } }",
      envFile: { name: ".env", text: "# all\nPASSWORD=lower\nTOKEN='swordfish' \n" },
      envFiles: [
        { name: "./web.env", text: "A=hunter3" },
        { name: "../../all.env", text: "B=hunter4" },
      ],
    };
    expect(stack.check?.(given)).toEqual([]);
    await stack.create(world.context, given);
    const at = (end: string) => [...world.uploads.keys()].find((path) => path.endsWith(end)) ?? "";
    const folder = dirname(at("/stack-0.yaml"));
    expect(world.uploads.get(posix.join(folder, "web.env"))).toBe("A=hunter3");
    expect(world.uploads.get(posix.join(folder, "../../all.env"))).toBe("B=hunter4");
    for (const path of world.uploads.keys()) expect(path).toMatch(/^\/run\/pulumi-swarm-stack\.\w+\//);
    expect(world.uploads.get(at("/variables"))).toBe("PASSWORD='hunter2'\nTOKEN=''\\''swordfish'\\'' '\n");
    expect(world.calls.join("\n")).not.toMatch(/hunter\d|swordfish/);
  });

  test("whose env files are missing, unused or wrong is refused with their places, without values", () => {
    const { inputs } = setUp();
    const given = {
      ...inputs(),
      file: "services:\n  web:\n    image: nginx\n    env_file: web.env\n",
      envFile: { name: ".env", text: "export A=swordfish\n=swordfish\nA.B=swordfish\n" },
      envFiles: [{ name: "other.env", text: "OK=1\nMY NAME=swordfish" }],
    };
    expect(stack.check?.(given)).toEqual([
      { property: "envFile", reason: expect.stringMatching(/^\.env:1: has a space in the name/) },
      { property: "envFile", reason: ".env:2: has no name before `=`" },
      { property: "envFile", reason: expect.stringMatching(/^\.env: "A\.B" cannot be a variable's name/) },
      { property: "envFiles[0]", reason: expect.stringMatching(/^other\.env:2: has a space/) },
      { property: "file", reason: "stack.yaml:4:15: the env file web.env is not there: give its text in `envFiles`" },
      { property: "envFiles[0]", reason: "no service of the stack file names the env file other.env" },
    ]);
    expect(JSON.stringify(stack.check?.(given))).not.toContain("swordfish");
  });

  test("refuses variables that the managers' shell or Docker's client has for its own", () => {
    const { inputs } = setUp();
    const variables = {
      UID: "1000",
      BASH_VERSINFO: "5",
      DOCKER_HOST: "tcp://10.0.0.9",
      ENV: "live",
      DOCKER_TAG: "1",
      LD_SDK_KEY: "1",
      PWD: "/",
    };
    const envFile = { name: ".env", text: "PATH=/bin\nUSER=web\nGROUPS=web" };
    const own = (name: string) => expect.stringMatching(new RegExp(`"${name}" cannot be .* choose another name$`));
    expect(stack.check?.({ ...inputs(), variables, envFile })).toEqual([
      { property: 'variables["UID"]', reason: own("UID") },
      { property: 'variables["BASH_VERSINFO"]', reason: own("BASH_VERSINFO") },
      { property: 'variables["DOCKER_HOST"]', reason: own("DOCKER_HOST") },
      { property: "envFile", reason: expect.stringMatching(/^\.env: "PATH" cannot be/) },
      { property: "envFile", reason: expect.stringMatching(/^\.env: "GROUPS" cannot be/) },
    ]);
  });
});
