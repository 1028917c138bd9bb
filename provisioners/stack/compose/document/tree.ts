import { type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode, parseDocument, type Scalar } from "yaml";
import { dialectProblems } from "./dialect";
import type { Findings } from "./findings";
import { type PlainScalar, readPlain } from "./scalar";
import type { Sources } from "./sources";

/** A value of a stack file and where it stands, aliases and merge keys resolved. */
export type Tree = MapTree | ListTree | ScalarTree;

export interface MapTree {
  kind: "map";
  at: number;
  entries: Map<string, { keyAt: number; value: Tree }>;
}

export interface ListTree {
  kind: "list";
  at: number;
  items: Tree[];
}

export interface ScalarTree {
  kind: "scalar";
  at: number;
  /** End of the value in the source. */
  end: number;
  value: string | number | boolean | null;
  /** What Docker's client makes of a value without quotes that is not a text to it. */
  plain?: PlainScalar & { written: string };
  /** Written without quotes as `yes`, `no`, `on` or `off`, which is a boolean or a text, by Docker's version. */
  doubtful?: boolean;
  /** What is wrong with it has been said already. */
  judged?: boolean;
}

/** More values than any real file has: aliases of aliases multiply. */
const MOST = 50_000;
const DEEPEST = 100;

type Source = Sources["files"][number];

/** Reads YAML as Docker does. What is wrong goes to the findings; `undefined` where nothing can be made of it. */
export function readTree({ text, lines, start }: Source, findings: Findings): Tree | undefined {
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      merge: true,
      prettyErrors: false,
      logLevel: "error",
    });
  } catch (error) {
    // The parser calls itself for each level.
    if (!(error instanceof RangeError)) throw error;
    findings.problem(start, "the file is nested too deeply");
    return undefined;
  }
  for (const { pos, code, message } of document.errors) {
    const several = code === "MULTIPLE_DOCS";
    findings.problem(
      start + pos[0],
      several ? "a second document begins here: Docker reads one" : (message.split("\n", 1)[0] ?? ""),
    );
  }
  if (document.errors.length > 0) return undefined;
  for (const { at, reason } of dialectProblems(document, text)) findings.problem(start + at, reason);
  const reader = new Reader(document, start, findings);
  const tree = document.contents ? reader.read(document.contents, start) : nothing(start);
  return reader.broken ? undefined : tree;
}

class Reader {
  broken = false;
  private count = 0;
  private readonly open = new Set<unknown>();

  constructor(
    private readonly document: Document.Parsed,
    /** Of the file among the stack's. */
    private readonly offset: number,
    private readonly findings: Findings,
  ) {}

  read(node: ParsedNode | null, at: number): Tree {
    if (!node || this.broken) return nothing(at);
    const start = this.offset + node.range[0];
    if (++this.count > MOST || this.open.size > DEEPEST) {
      const much = this.count > MOST ? "aliases make the file too large" : "the file is nested too deeply";
      return this.fail(start, `${much}: write it plainer`);
    }
    if (isAlias(node)) {
      const target = node.resolve(this.document) as ParsedNode | undefined;
      if (!target) return this.fail(start, `there is no anchor "${node.source}" before this place`);
      if (this.open.has(target)) return this.fail(start, `the anchor "${node.source}" contains itself`);
      return this.read(target, start);
    }
    if (isScalar(node)) return this.scalar(node, start);
    this.open.add(node);
    const tree: Tree = isSeq(node)
      ? { kind: "list", at: start, items: node.items.map((item) => this.read(item as ParsedNode, start)) }
      : { kind: "map", at: start, entries: isMap(node) ? this.entries(node as ParsedMap) : new Map() };
    this.open.delete(node);
    return tree;
  }

  private scalar(node: Scalar.Parsed, at: number): ScalarTree {
    const read = readScalar(node);
    const doubtful = node.type === "PLAIN" && /^(?:y|yes|n|no|on|off)$/i.test(String(read.value));
    const end = this.offset + node.range[1];
    const tree: ScalarTree = { kind: "scalar", at, end, value: read.value, ...(doubtful && { doubtful }) };
    if (read.problem) this.findings.problem(at, read.problem);
    if (read.problem) return { ...tree, judged: true };
    return read.type === "text" ? tree : { ...tree, plain: { ...read, written: node.source } };
  }

  private entries(node: ParsedMap): MapTree["entries"] {
    const own: MapTree["entries"] = new Map();
    const merged: MapTree["entries"] = new Map();
    let merges = 0;
    for (const { key, value } of node.items) {
      const keyAt = this.offset + (key?.range[0] ?? node.range[0]);
      if (isScalar(key) && typeof key.value === "symbol") {
        if (++merges > 1) this.findings.problem(keyAt, "`<<` stands here twice; write `<<: [*one, *two]`");
        this.merge(this.read(value, keyAt), keyAt, merged);
      } else if (isScalar(key) && isText(key)) {
        own.set(String(key.value), { keyAt, value: this.read(value, keyAt) });
      } else {
        this.findings.problem(keyAt, "a key must be text: put it in quotes");
      }
    }
    // Keys written here take precedence over merged ones.
    for (const [key, entry] of merged) if (!own.has(key)) own.set(key, entry);
    return own;
  }

  private merge(from: Tree, at: number, into: MapTree["entries"]): void {
    const sources = from.kind === "list" ? from.items : [from];
    for (const source of sources) {
      if (source.kind !== "map") this.findings.problem(at, "`<<` merges mappings only: give an alias of one");
      else for (const [key, entry] of source.entries) if (!into.has(key)) into.set(key, entry);
    }
  }

  private fail(at: number, reason: string): Tree {
    if (!this.broken) this.findings.problem(at, reason);
    this.broken = true;
    return nothing(at);
  }
}

type ParsedMap = { range: [number, number, number]; items: { key: ParsedNode; value: ParsedNode | null }[] };

function nothing(at: number): ScalarTree {
  return { kind: "scalar", at, end: at, value: null };
}

/** A scalar as Docker's client reads it, and why it cannot. */
function readScalar({ source, tag, type, value }: Scalar.Parsed): PlainScalar & { problem?: string } {
  const kind = tag?.replace(/^tag:yaml\.org,2002:/, "");
  const text = kind === "binary" ? Buffer.from(source, "base64").toString() : String(value);
  const asText: PlainScalar = { value: text, type: "text", printed: text };
  const types = kind === undefined ? undefined : typesOf[kind];
  if (!types && (kind !== undefined || type !== "PLAIN")) return asText;
  const read = readPlain(source, kind === "float");
  if (types && !types.includes(read.type)) return { ...read, problem: `is no \`!!${kind}\`: remove the tag` };
  if (typeof read.value !== "number" || Number.isFinite(read.value)) return read;
  return { ...read, problem: `\`${source}\` is a number that Docker's client does not take: put it in quotes` };
}

/** The client takes a key of bytes for no text. */
const isText = (key: Scalar.Parsed) => readScalar(key).type === "text" && key.tag !== "tag:yaml.org,2002:binary";

/** What a value with a tag has to be. */
const typesOf: Record<string, PlainScalar["type"][]> = {
  int: ["int", "uint"],
  float: ["float"],
  bool: ["boolean"],
  null: ["nothing"],
  timestamp: ["time"],
};
