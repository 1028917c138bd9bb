import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { choiceFile } from "../paths";
import { backends } from ".";
import { BACKEND_VARIABLE, candidates, forcedBackend, type Reasons } from "./candidates";
import { type Facts, lookAround } from "./facts";
import { type BackendKind, backendKinds } from "./kind";

type Status = (text: string) => void;

export interface Choice {
  kind: BackendKind;
  /** Why better ones were not chosen. */
  reasons: Reasons;
}

/** How to look for a backend; the defaults install nothing and are silent. */
export interface Search {
  env?: NodeJS.ProcessEnv;
  facts?: () => Promise<Facts>;
  probe?: (kind: BackendKind, status: Status) => Promise<string | undefined>;
  /** Installs what a backend needs before it is tried. */
  install?: (packages: string[]) => Promise<void>;
  /** Runs the try of a backend, shown by a title. */
  attempt?: <T>(title: string, work: (status: Status) => Promise<T>) => Promise<T>;
  file?: string;
}

/** The backend for new labs: the forced one, else the best that boots here; the answer is kept until this computer changes. */
export async function chooseBackend(search: Search = {}): Promise<Choice> {
  const { env = process.env, facts = lookAround, file = choiceFile(), install = async () => undefined } = search;
  const forced = forcedBackend(env);
  if (forced) {
    await install(Object.keys(backends[forced].packages));
    return { kind: forced, reasons: {} };
  }
  const known = await readChoice(file, await facts());
  if (known) {
    await install(Object.keys(backends[known.kind].packages));
    return known;
  }
  const choice = await tryAll(await facts(), { ...search, install });
  // What was installed meanwhile is part of what the answer is for.
  await writeChoice(file, await facts(), choice);
  return choice;
}

/** "user-mode Linux (kvm: a kernel does not boot within 20 s)" */
export function sentence({ kind, reasons }: Choice): string {
  const better = backendKinds.slice(0, backendKinds.indexOf(kind)).filter((other) => other !== "hvf");
  const why = better.flatMap((other) => (reasons[other] ? [`${other}: ${reasons[other]}`] : []));
  return `${backends[kind].label}${why.length > 0 ? ` (${why.join("; ")})` : ""}`;
}

async function tryAll(facts: Facts, search: Search & Required<Pick<Search, "install">>): Promise<Choice> {
  const probe = search.probe ?? ((kind, status) => backends[kind].probe(status));
  const attempt = search.attempt ?? ((_title, work) => work(() => undefined));
  const { kinds, reasons } = candidates(facts);
  for (const kind of kinds) {
    await search.install(Object.keys(backends[kind].packages));
    const reason = await attempt(`does ${backends[kind].label} work here?`, (status) => probe(kind, status));
    if (!reason) return { kind, reasons };
    reasons[kind] = reason;
  }
  throw new SwarmError({
    code: "LAB_NO_BACKEND",
    summary: "Nothing here can run the lab's machines",
    host: "this machine",
    cause: backendKinds.map((kind) => `${backends[kind].label}: ${reasons[kind]}`).join("\n"),
    fix: `run \`npm start\`, which installs what can be installed, or set ${BACKEND_VARIABLE} to one of them to see it fail`,
  });
}

async function readChoice(file: string, facts: Facts): Promise<Choice | undefined> {
  if (!existsSync(file)) return undefined;
  const { facts: then, ...choice } = JSON.parse(await readFile(file, "utf8")) as Choice & { facts: string };
  return then === JSON.stringify(facts) ? choice : undefined;
}

async function writeChoice(file: string, facts: Facts, choice: Choice): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify({ ...choice, facts: JSON.stringify(facts) }));
  await rename(draft, file);
}
