import { Example } from "./support/example";
import { languages, makeWorkspace, removeWorkspace, type Workspace } from "./support/workspace";

/* The examples whose preview asks no host: each shows all that its program makes, without a machine. */
let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace(languages, []);
}, 1_800_000);
afterAll(() => workspace && removeWorkspace(workspace), 60_000);

const secrets: Record<string, Record<string, string>> = { storage: { password: "correct horse" } };

describe.each(["lab", "cluster", "storage"])("the example `%s`", (name) => {
  test.each(languages)("in %s has a preview with a machine, a swarm and a stack", async (language) => {
    const example = new Example(workspace, language, name, "preview");
    await example.open(secrets[name]);
    const { text } = await example.preview();
    for (const type of ["Machine", "LabImages", "Engine", "Swarm", "Node", "Stack"]) {
      expect(text).toMatch(new RegExp(`\\+ +swarm:index:${type} \\S+ create`));
    }
  });
});
