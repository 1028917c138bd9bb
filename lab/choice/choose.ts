import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { backends } from "../backends";
import { BACKEND_VARIABLE, type BackendKind, backendKinds } from "../backends/kind";
import { choiceFile } from "../paths";
import { inspectHost } from "../requirements/host";
import { type Lack, lacksOf } from "../requirements/lacks";
import { requirementsError } from "../requirements/report";
import { candidates, forcedBackend, type Reasons } from "./candidates";
import { type Facts, lookAround } from "./facts";

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
  /** What this computer lacks for a backend; packages are no lack where they can be installed. */
  lacks?: (kind: BackendKind, installs: boolean) => Promise<Lack[]>;
  probe?: (kind: BackendKind, status: Status) => Promise<string | undefined>;
  /** Installs the packages of a backend before it is tried. */
  install?: (kind: BackendKind) => Promise<void>;
  /** Runs the try of a backend, shown by a title. */
  attempt?: <T>(title: string, work: (status: Status) => Promise<T>) => Promise<T>;
  file?: string;
}

/**
 * The backend for new labs: the forced one, else the best that boots here; the answer is kept until this computer changes.
 * @throws SwarmError with everything that this computer lacks; nothing has been made then
 */
export async function chooseBackend(search: Search = {}): Promise<Choice> {
  const { env = process.env, facts = lookAround, file = choiceFile(), install, lacks = lacksHere } = search;
  const installs = install !== undefined;
  const forced = forcedBackend(env);
  const known = forced ? { kind: forced, reasons: {} } : await readChoice(file, await facts());
  if (known) {
    const missing = await lacks(known.kind, installs);
    if (missing.length === 0) {
      await install?.(known.kind);
      return known;
    }
    if (forced) throw requirementsError(missing);
  }
  const choice = await tryAll(await facts(), { ...search, lacks });
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

async function tryAll(facts: Facts, search: Search & Required<Pick<Search, "lacks">>): Promise<Choice> {
  const probe = search.probe ?? ((kind, status) => backends[kind].probe(status));
  const attempt = search.attempt ?? ((_title, work) => work(() => undefined));
  const { kinds, reasons } = candidates(facts);
  const lacking: Lacking[] = [];
  for (const kind of kinds) {
    // One command for a quick backend is better than slow machines, unless something is closed to this user.
    if (kind === "tcg" && lacking.some(({ lacks }) => lacks.some(({ isClosed }) => !isClosed))) break;
    const lacks = await search.lacks(kind, search.install !== undefined);
    if (lacks.length > 0) {
      lacking.push({ kind, lacks });
      reasons[kind] = lacks.map(({ what, fix }) => `${what}; to mend it: ${fix}`).join("; ");
      continue;
    }
    await search.install?.(kind);
    const reason = await attempt(`does ${backends[kind].label} work here?`, (status) => probe(kind, status));
    if (!reason) return { kind, reasons };
    reasons[kind] = reason;
  }
  const [first, ...others] = lacking;
  if (first)
    throw requirementsError(
      first.lacks,
      others.flatMap((other) => alternative(other, first.lacks)),
    );
  throw new SwarmError({
    code: "LAB_NO_BACKEND",
    summary: "Nothing here can run the lab's machines",
    host: "this machine",
    cause: backendKinds.map((kind) => `${backends[kind].label}: ${reasons[kind]}`).join("\n"),
    fix: `install what docs/lab.md lists for one of them, or set ${BACKEND_VARIABLE} to one of them to see it fail`,
  });
}

async function lacksHere(kind: BackendKind, installs: boolean): Promise<Lack[]> {
  if (process.platform !== "linux") return [];
  const host = await inspectHost(backends[kind]);
  return lacksOf(installs && host.missingPackages ? { ...host, missingPackages: [] } : host, backends[kind]);
}

interface Lacking {
  kind: BackendKind;
  lacks: Lack[];
}

/** Another way round what a backend lacks, unless it lacks the same. */
function alternative({ kind, lacks }: Lacking, avoided: Lack[]): string[] {
  const fixes = lacks.map(({ fix }) => fix);
  if (avoided.some(({ fix }) => fixes.includes(fix))) return [];
  return [`or, for ${backends[kind].label}:`, ...fixes.map((fix) => `  ${fix}`)];
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
