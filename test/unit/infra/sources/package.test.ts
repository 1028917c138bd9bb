import { program } from "../../../../infra/program";
import { installCommand, withPackage } from "../../../../infra/sources/cloud/package";
import { SwarmError } from "../../../../provisioners/core/errors";
import { configured } from "../../configured";
import { record } from "../../recorded";

/** As Node refuses a package that is not installed. */
const missing = (name: string) =>
  Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:\n- /x.js`), { code: "MODULE_NOT_FOUND" });

jest.mock("@pulumi/aws", () => {
  throw missing("@pulumi/aws");
});
jest.mock("@pulumi/digitalocean", () => {
  throw missing("@pulumi/digitalocean");
});

test.each([
  ["aws", "eu-central-1"],
  ["digitalocean", "fra1"],
])(
  "a package of %s that is not installed is named with the command that installs it",
  async (source, region) => {
    await record();
    const config = configured({ source, cloud: { region, admins: ["203.0.113.7/32"] } });
    const error = expect.objectContaining({
      code: "CLOUD_PACKAGE_MISSING",
      summary: expect.stringContaining(`@pulumi/${source} is not installed`),
      fix: `npm install @pulumi/${source}`,
    });
    expect(() => program(config)).toThrow(error);
    await expect(config.machines.preview?.()).rejects.toThrow(error);
  },
  60_000,
);

test("a module that the package itself misses is shown as it is", () => {
  const load = () => {
    throw missing("left-pad");
  };
  expect(() => withPackage("@pulumi/aws", load)).toThrow(/Cannot find module 'left-pad'/);
  expect(() => withPackage("@pulumi/aws", load)).not.toThrow(SwarmError);
});

test.each([
  ["a project that has this package", "/srv/app/node_modules/pulumi-swarm", "/srv/app/cluster", "npm install p"],
  ["a checkout of this package", "/srv/pulumi-swarm", "/srv/pulumi-swarm", "npm install p"],
  [
    "a plugin that was installed apart from the project",
    "/home/me/.pulumi/plugins/resource-swarm-v1.0.0",
    "/srv/app",
    "npm install --no-save --omit=dev --prefix /home/me/.pulumi/plugins/resource-swarm-v1.0.0 p",
  ],
])("for %s, the command installs where Node.js looks", (_, root, project, command) => {
  expect(installCommand("p", root, project)).toBe(command);
});
