import {
  Alias,
  type Document,
  isCollection,
  isMap,
  isPair,
  isSeq,
  type Node,
  Pair,
  parseDocument,
  Scalar,
  type ScalarTag,
  type Tags,
  visit,
  YAMLMap,
  YAMLSeq,
} from "yaml";
import type { Shape } from "../../../provisioners/stack/compose/shape/shape";
import { stackShape } from "../../../provisioners/stack/compose/shape/stack-shape";
import { values } from "./values";

/** One change of a stack file; the numbers choose where and what. */
export interface Mutation {
  kind: keyof typeof changes;
  where: number;
  what: number;
}

/** An element of a mapping or list, and where it is. */
interface Place {
  parent: YAMLMap | YAMLSeq;
  index: number;
}

/** Nothing at all is a value of its own, for which YAML's plainest schema has none. */
const nothing: ScalarTag = {
  tag: "tag:yaml.org,2002:null",
  default: true,
  test: /^$/,
  identify: (value) => value === null || value === undefined,
  createNode: () => new Scalar(null),
  resolve: () => new Scalar(null),
  stringify: () => "",
};
/** Scalars stay as they are written: each is a text. */
const asWritten = {
  schema: "failsafe",
  customTags: (tags: Tags) => [...tags, nothing],
  resolveKnownTags: false,
  uniqueKeys: false,
  merge: false,
  logLevel: "silent",
} as const;

export const readAsWritten = (text: string) => parseDocument(text, asWritten);
export const written = (document: Document) => document.toString({ lineWidth: 0, verifyAliasOrder: false });

/** The file with its changes, one after the other. */
export function mutate(text: string, mutations: readonly Mutation[]): string {
  return mutations.reduce((changed, { kind, where, what }) => {
    const document = readAsWritten(changed);
    const places = placesIn(document);
    const place = places[where % places.length];
    // Of a file that is no YAML any more nothing can be changed.
    if (!place || document.errors.length > 0) return changed;
    changes[kind](place, what, { document, places });
    return written(document);
  }, text);
}

interface Around {
  document: Document;
  places: Place[];
}

type Change = (place: Place, what: number, around: Around) => void;

const remove: Change = ({ parent, index }) => void parent.items.splice(index, 1);

const repeat: Change = ({ parent, index }) => {
  const item = parent.items[index];
  parent.items.splice(index, 0, isPair(item) ? new Pair(copyOf(item.key), copyOf(item.value)) : copyOf(item));
};

const retype: Change = (place, what) => put(place, parsed(values[what % values.length] ?? ""));

const move: Change = ({ parent, index }, what) => {
  const [item] = parent.items.splice(index, 1);
  parent.items.splice(what % (parent.items.length + 1), 0, item as never);
};

/** The value of another place. */
const borrow: Change = (place, what, { places }) => {
  const from = places[what % places.length];
  if (from) put(place, copyOf(valueAt(from)));
};

/** The key of another pair, or one that stack files know. */
const rename: Change = ({ parent, index }, what, { places }) => {
  const item = parent.items[index];
  if (!isPair(item)) return;
  const others = places.map(({ parent, index }) => parent.items[index]).filter(isPair);
  const own = what % 2 === 0 ? others[(what / 2) % others.length]?.key : undefined;
  item.key = own ? copyOf(own) : new Scalar(keys[what % keys.length]);
};

/** The value moves to the top, and an alias stays. */
const anchor: Change = (place, what, { document }) => {
  const value = valueAt(place);
  if (!isMap(document.contents) || value instanceof Alias || !value) return;
  const name = `m${what % 1_000}`;
  const moved = copyOf(value) as Node & { anchor?: string };
  if (moved instanceof Alias) return;
  moved.anchor = name;
  document.contents.items.unshift(new Pair(new Scalar(`x-${name}`), moved) as never);
  put(place, new Alias(name));
};

/** Some of a mapping's pairs move into one that it merges. */
const merge: Change = (place, what, around) => {
  const value = valueAt(place);
  if (!isMap(value) || value.anchor || !isMap(around.document.contents)) return;
  const name = `m${what % 1_000}`;
  const base = new YAMLMap();
  base.anchor = name;
  const at = what % (value.items.length + 1);
  base.items.push(...(value.items.splice(at) as never[]));
  if (what % 3 === 0)
    base.items.push(...(value.items.map((item) => new Pair(copyOf(item.key), parsed("other"))) as never[]));
  around.document.contents.items.unshift(new Pair(new Scalar(`x-${name}`), base) as never);
  value.items.unshift(new Pair(new Scalar("<<"), new Alias(name)) as never);
};

/** A list as a mapping, and a mapping as a list. */
const turn: Change = (place) => {
  const value = valueAt(place);
  if (isSeq(value)) {
    const map = new YAMLMap();
    map.items.push(...(value.items.map((item) => new Pair(copyOf(item), null)) as never[]));
    put(place, map);
  } else if (isMap(value)) {
    const list = new YAMLSeq();
    list.items.push(...value.items.map((item) => copyOf(item.value) ?? copyOf(item.key)));
    put(place, list);
  }
};

const quote: Change = (place, what) => {
  const value = valueAt(place);
  if (value instanceof Scalar) value.type = what % 2 === 0 ? "QUOTE_DOUBLE" : "PLAIN";
};

const changes = { remove, repeat, retype, move, borrow, rename, anchor, merge, turn, quote };
export const mutationKinds = Object.keys(changes) as Mutation["kind"][];

function placesIn(document: Document): Place[] {
  const places: Place[] = [];
  visit(document, {
    Collection(_, node) {
      if (isMap(node) || isSeq(node)) places.push(...node.items.map((_, index) => ({ parent: node, index })));
    },
  });
  return places;
}

function valueAt({ parent, index }: Place): unknown {
  const item = parent.items[index];
  return isPair(item) ? item.value : item;
}

function put({ parent, index }: Place, value: unknown): void {
  const item = parent.items[index];
  if (isPair(item)) item.value = value;
  else parent.items[index] = value as never;
}

const parsed = (yaml: string) => readAsWritten(yaml).contents;

/** Without anchors, which stay where they are. */
function copyOf(node: unknown): unknown {
  if (!isCollection(node) && !(node instanceof Scalar)) return node;
  const copy = node.clone() as Node;
  visit(copy, {
    Value(_, each) {
      if (!(each instanceof Alias)) each.anchor = undefined;
    },
  });
  return copy;
}

const keys = [...new Set(keysOf(stackShape))].sort();

function keysOf({ keys = {}, others, items }: Shape): string[] {
  const below = [...Object.values(keys), others, items].flatMap((shape) => (shape ? keysOf(shape) : []));
  return [...Object.keys(keys), ...below];
}
