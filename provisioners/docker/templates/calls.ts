import { TemplateError } from "./tokens";
import { any, type Signature, type Type, text, whole } from "./types";

/** What a function gives for arguments of these types. */
export function checkCall(name: string, signature: Signature, values: readonly Type[]): Type {
  const { least, most = Number.POSITIVE_INFINITY, takes, gives } = signature;
  if (values.length < least || values.length > most) {
    throw new TemplateError(`gives \`${name}\` ${values.length} arguments`);
  }
  const texts = takes === "texts" ? values : takes === "text first" ? values.slice(0, 1) : [];
  if (!texts.every(({ kind }) => kind === "text" || kind === "any")) {
    throw new TemplateError(`gives \`${name}\` something else than text`);
  }
  if (["eq", "ne", "lt", "le", "gt", "ge"].includes(name)) checkComparison(name, values);
  if (name === "index") return indexed(values);
  if (name === "slice") return values[0]?.kind === "text" ? text : any;
  if (name === "len" && !["text", "labels", "any"].includes(values[0]?.kind ?? "")) {
    throw new TemplateError("gives `len` something that has no length");
  }
  return gives;
}

function checkComparison(name: string, [first, ...others]: readonly Type[]): void {
  const isOrder = name !== "eq" && name !== "ne";
  const ordered = ["text", "whole", "fraction", "any"];
  if (isOrder && first && !ordered.includes(first.kind))
    throw new TemplateError(`compares with \`${name}\` what has no order`);
  const differs = others.some(
    ({ kind }) => kind !== first?.kind && ![kind, first?.kind].some((one) => one === "any" || one === "nothing"),
  );
  if (differs)
    throw new TemplateError("compares text with something else: write numbers in quotes, as `.Task.Slot` is text");
}

/** The element of labels or of a text. */
function indexed([of, ...keys]: readonly Type[]): Type {
  if (keys.length === 0) return of ?? any;
  if (of?.kind === "any") return any;
  const wanted = of?.kind === "labels" ? "text" : of?.kind === "text" ? "whole" : undefined;
  if (!wanted || keys.length > 1) throw new TemplateError("gives `index` something that has no such elements");
  if (keys.some(({ kind }) => kind !== wanted && kind !== "any")) {
    throw new TemplateError(wanted === "text" ? "gives `index` a key that is no text" : "gives `index` no number");
  }
  return wanted === "text" ? text : whole;
}
