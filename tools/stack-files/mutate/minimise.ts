import { isMap, isSeq, visit } from "yaml";
import { readAsWritten, written } from "./mutate";

/** A smaller file that still shows the same: elements that can be left out are, the largest first. */
export async function minimise(text: string, shows: (text: string) => Promise<boolean>): Promise<string> {
  let smallest = text;
  for (let index = 0; ; ) {
    const smaller = withoutElement(smallest, index);
    if (smaller === undefined) return smallest;
    if (smaller !== smallest && (await shows(smaller))) smallest = smaller;
    else index++;
  }
}

/** Elements are counted from the outside to the inside. */
function withoutElement(text: string, index: number): string | undefined {
  const document = readAsWritten(text);
  if (document.errors.length > 0) return undefined;
  let left = index;
  let found = false;
  visit(document, {
    Collection(_, node) {
      if (found || !(isMap(node) || isSeq(node))) return undefined;
      if (left < node.items.length) {
        node.items.splice(left, 1);
        found = true;
        return visit.BREAK;
      }
      left -= node.items.length;
      return undefined;
    },
  });
  return found ? written(document) : undefined;
}
