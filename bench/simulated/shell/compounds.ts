import { type Command, type List, plain, type Redirect, Unsupported, type Word } from "./syntax";
import type { WordReader } from "./words";

const FUNCTION = /([A-Za-z_][A-Za-z0-9_]*)\(\)/y;
/** Words that begin or end something where a command may stand. */
export const RESERVED = /(if|then|elif|else|fi|while|until|do|done|for|case|esac|in|\{|\}|!)(?=[\s;&|<>()]|$)/y;

/** What reads the parts of a command that is made of others. */
export interface CommandReader {
  readonly reader: WordReader;
  list(): List;
  command(): Command;
  /** A list and the word that ends it. */
  until(word: string): List;
  /** Reads a word that has to come. */
  closing(word: string): void;
  /** Reads a reserved word where it comes next. */
  takes(word: string): boolean;
  newlines(): void;
  match(pattern: RegExp): string | undefined;
}

/** The command at this place that is made of others; `undefined` where there is a simple one. */
export function compound(parser: CommandReader): Command | undefined {
  const redirects: Redirect[] = [];
  if (parser.reader.next === "(") {
    parser.reader.at++;
    const body = parser.list();
    parser.closing(")");
    return { kind: "subshell", body, redirects };
  }
  const word = parser.match(RESERVED);
  if (word) {
    parser.reader.at += word.length;
    switch (word) {
      case "{":
        return { kind: "group", body: parser.until("}"), redirects };
      case "if":
        return ifCommand(parser, redirects);
      case "while":
      case "until": {
        const condition = parser.until("do");
        return { kind: "loop", until: word === "until", condition, body: parser.until("done"), redirects };
      }
      case "for":
        return forCommand(parser, redirects);
      case "case":
        return caseCommand(parser, redirects);
    }
    throw new Unsupported(`\`${word}\` where a command stands`);
  }
  const name = parser.match(FUNCTION);
  if (!name) return undefined;
  parser.reader.at += name.length;
  parser.newlines();
  return { kind: "function", name: name.slice(0, -2), body: parser.command(), redirects };
}

function ifCommand(parser: CommandReader, redirects: Redirect[]): Command {
  const branches = [{ condition: parser.until("then"), body: parser.list() }];
  for (;;) {
    if (parser.takes("elif")) branches.push({ condition: parser.until("then"), body: parser.list() });
    else if (parser.takes("else")) return { kind: "if", branches, otherwise: parser.until("fi"), redirects };
    else {
      parser.closing("fi");
      return { kind: "if", branches, redirects };
    }
  }
}

function forCommand(parser: CommandReader, redirects: Redirect[]): Command {
  parser.reader.skipBlanks();
  const name = plain(parser.reader.word());
  parser.newlines();
  let words: Word[] | undefined;
  if (parser.takes("in")) {
    words = [];
    for (;;) {
      parser.reader.skipBlanks();
      const word = parser.reader.word();
      if (!word) break;
      words.push(word);
    }
  }
  parser.reader.skipBlanks();
  if (parser.reader.next === ";") parser.reader.at++;
  parser.newlines();
  parser.closing("do");
  return { kind: "for", name, words, body: parser.until("done"), redirects };
}

function caseCommand(parser: CommandReader, redirects: Redirect[]): Command {
  parser.reader.skipBlanks();
  const word = parser.reader.word() ?? [];
  parser.newlines();
  parser.closing("in");
  const branches: { patterns: Word[]; body: List }[] = [];
  for (;;) {
    parser.newlines();
    if (parser.takes("esac")) return { kind: "case", word, branches, redirects };
    if (parser.reader.next === "(") parser.reader.at++;
    const patterns: Word[] = [];
    do {
      parser.reader.skipBlanks();
      patterns.push(parser.reader.word() ?? []);
      parser.reader.skipBlanks();
    } while (parser.reader.next === "|" && parser.reader.at++ >= 0);
    parser.closing(")");
    branches.push({ patterns, body: parser.list() });
    if (parser.reader.starts(";;")) parser.reader.at += 2;
  }
}
