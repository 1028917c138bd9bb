import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { create } from "tar";
import { shown } from "../../../infra/outputs";
import { program } from "../../../infra/program";
import { packageRoot } from "../../../provisioners/core/paths";
import { Session } from "../../../provisioners/core/session";
import type { HostPool } from "../../../provisioners/docker/host";
import { resources } from "../../../provisioners/plugin/registry";
import { Adapter } from "../../../provisioners/provider/adapter";
import { unwrap } from "../../../provisioners/provider/wire";
import { configured } from "../configured";
import { environment } from "../environment";
import { type Recorded, record, settled } from "../recorded";

/*
 * State that a release made, with the program and the plugin as they are now: what the next `up` of a user would do.
 * test/lab/long/recorded-state.test.ts makes such a file.
 */

/** A resource as `pulumi stack export` has it. */
interface Resource {
  type: string;
  name: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

interface State {
  stack: string;
  settings: Record<string, unknown>;
  /** Files that the settings name, by path. */
  files: Record<string, string>;
  resources: Resource[];
}

/** What an upgrade from a version changes on purpose: `Type name` of each resource that is updated. */
const updates: Record<string, string[]> = { "0.1.0": [] };

const folder = join(__dirname, "states");
const versions = readdirSync(folder).map((file) => basename(file, ".json"));
const stateOf = (version: string) => JSON.parse(readFileSync(join(folder, `${version}.json`), "utf8")) as State;

const typeOf = ({ type }: { type: string }) => type.split(":").at(-1) as string;

/** An archive of images with these IDs, as far as they are read from it. */
async function imageArchive(at: string, images: Record<string, string>): Promise<void> {
  const manifest = Object.entries(images).map(([tag, id]) => ({
    Config: `blobs/${id.replace(":", "/")}`,
    RepoTags: [tag],
  }));
  writeFileSync(join(at, "manifest.json"), JSON.stringify(manifest));
  await create({ file: join(at, "images.tar"), cwd: at }, ["manifest.json"]);
}

/** What the program of today declares where everything is as the state has it. */
async function declared({ stack, settings, files, resources }: State, at: string): Promise<Recorded[]> {
  const answers = Object.fromEntries(
    resources.map(({ type }) => [
      type,
      (_: unknown, name: string) => {
        const found = resources.find((each) => each.type === type && each.name === name);
        return found ? unwrap(found.outputs).value : {};
      },
    ]),
  );
  const recorded = await record(false, new Map(), () => false, answers);
  // Node's own makes objects that are not jest's, which count as different from those that are.
  jest.spyOn(globalThis, "structuredClone").mockImplementation((value) => JSON.parse(JSON.stringify(value)));
  const near = environment({
    stack,
    resolve: (path) => (path === "images.tar" ? join(at, path) : path),
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`there is no ${path}`);
      return text;
    },
  });
  const outputs = program(configured(settings, near));
  await settled(shown(outputs).nodes);
  await settled(outputs.services);
  return recorded;
}

test("there is a state of every version in CHANGELOG.md, with every kind of resource", () => {
  const changelog = readFileSync(join(packageRoot, "CHANGELOG.md"), "utf8");
  expect(versions).toEqual(expect.arrayContaining([...changelog.matchAll(/^## (\S+)/gm)].map(([, each]) => each)));
  for (const version of versions) {
    const kinds = new Set(stateOf(version).resources.map(typeOf));
    expect(kinds).toEqual(new Set(resources.map(({ name }) => name)));
  }
});

describe.each(versions)("after an upgrade from %s", (version) => {
  const state = stateOf(version);
  const at = mkdtempSync(join(tmpdir(), "upgrade-"));
  const adapter = new Adapter(resources, {
    version,
    schema: () => "{}",
    // No host is looked at.
    ssh: {} as HostPool,
    session: new Session(),
    sink: async () => {},
  });
  let program: Recorded[];

  beforeAll(async () => {
    const images = state.resources.find((each) => typeOf(each) === "Images");
    await imageArchive(at, images?.outputs.images as Record<string, string>);
    program = (await declared(state, at)).filter(({ type }) => type !== "swarm:index:Cluster" && /^swarm:/.test(type));
  });
  afterAll(() => rmSync(at, { recursive: true }));

  test("the program declares the resources that are in the state, and no others", () => {
    const names = (all: readonly { type: string; name: string }[]) =>
      all
        .map((each) => `${typeOf(each)} ${each.name}`)
        .filter((name) => !name.startsWith("HostKey "))
        .sort();
    expect(names(program)).toEqual(names(state.resources));
  });

  test("every resource passes its check, none is replaced, and only the intended ones are updated", async () => {
    const failures: string[] = [];
    const replaced: string[] = [];
    const updated: string[] = [];
    for (const { type, name, id, inputs, outputs } of state.resources) {
      const label = `${typeOf({ type })} ${name}`;
      const urn = `urn:pulumi:recorded::project::${type}::${name}`;
      // Only clouds declare a HostKey: its inputs are those of before.
      const news = program.find((each) => each.type === type && each.name === name)?.inputs ?? inputs;
      const checked = await adapter.check(urn, inputs, news);
      failures.push(...(checked.failures ?? []).map(({ reason }) => `${label}: ${reason}`));
      const { changes, replaces = [], changed } = await adapter.diff(id, urn, outputs, checked.inputs);
      if (replaces.length > 0) replaced.push(`${label}: ${replaces}`);
      else if (changes) updated.push(`${label}: ${changed}`);
    }
    expect({ failures, replaced, updated }).toEqual({ failures: [], replaced: [], updated: updates[version] ?? [] });
  });
});
