import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { tellConsole } from "../../../../lab/gate/console";

const { PATH } = process.env;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "console-"));
  process.env.PATH = [folder, PATH].join(delimiter);
});
afterEach(async () => {
  process.env.PATH = PATH;
  await rm(folder, { recursive: true });
});

const answering = (script: string) =>
  writeFile(join(folder, "uml_mconsole"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

test("a console that says OK has done it, whatever its program warns of", async () => {
  // The console takes its time to answer: the warning comes first.
  await answering('echo "Warning: couldn\'t stat file: $1" >&2; sleep 0.2; echo OK');
  await expect(tellConsole("/run/mconsole", "config ubd2=a")).resolves.toBeUndefined();
});

test("a console that refuses is an error with its answer", async () => {
  await answering('echo "ERR no such device"');
  await expect(tellConsole("/run/mconsole", "remove ubd2")).rejects.toThrow(/answers to "remove ubd2": ERR no such/);
});
