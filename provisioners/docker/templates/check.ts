import { checkCall } from "./calls";
import { TokenReader } from "./reader";
import { TemplateError, type Token, tokensOf, unexpected } from "./tokens";
import { any, boolean, contextOf, functions, payloadFunctions, type Signature, type Type, text, whole } from "./types";

/** Where a template stands: in a service's definition, or in the content of a secret or config. */
export type TemplatePlace = "service" | "content";

/**
 * Pure: why Docker's daemon cannot fill in a template, as it follows the name of its place, with what exists there;
 * `undefined` for a sound one. It knows the language as `text/template` of Go has it.
 */
export function templateProblem(template: string, place: TemplatePlace): string | undefined {
  if (!template.includes("{{")) return undefined;
  const known = place === "content" ? payloadFunctions : functions;
  try {
    new Checker(tokensOf(template), contextOf(place === "content"), known).check();
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return `is a template to Docker, which ${error.message}; ${list(known)}; write \`{{"{{"}}\` for a literal \`{{\``;
  }
}

function list(known: Record<string, Signature>): string {
  const fields =
    ".Service.ID, .Service.Name, .Service.Labels, .Node.ID, .Node.Hostname, .Node.Platform.OS, .Node.Platform.Architecture, " +
    ".Task.ID, .Task.Name, .Task.Slot";
  return `there are ${fields} and the functions ${Object.keys(known).join(", ")}`;
}

const clauses = ["if", "with", "range", "else", "end", "define", "block", "template", "break", "continue"];
const root = "$";

class Checker extends TokenReader {
  private readonly defined: Set<string>;
  private readonly wanted: string[] = [];
  private variables: [name: string, type: Type][];
  private ranges = 0;

  constructor(
    tokens: readonly Token[],
    private readonly context: Type,
    private readonly known: Record<string, Signature>,
  ) {
    super(tokens);
    this.variables = [[root, context]];
    this.defined = new Set();
  }

  check(): void {
    const ended = this.actions(this.context, true);
    if (ended) throw new TemplateError(`has \`{{${ended}}}\` without its begin`);
    const missing = this.wanted.find((name) => !this.defined.has(name));
    if (missing) throw new TemplateError(`uses the template ${missing}, which it does not define`);
  }

  /** Actions up to `end` or `else`, which it returns; none at the end of the text. */
  private actions(dot: Type, outermost = false): "end" | "else" | undefined {
    while (this.take("open")) {
      const clause = this.peek().kind === "word" && clauses.includes(this.peek().text) ? this.next().text : undefined;
      if (clause === "end") this.close();
      if (clause === "end" || clause === "else") return clause;
      if (clause) this.clause(clause, dot, outermost);
      else {
        this.pipeline(dot, 1);
        this.close();
      }
    }
    return undefined;
  }

  private clause(clause: string, dot: Type, outermost: boolean): void {
    if (clause === "if" || clause === "with" || clause === "range") this.branch(clause, dot);
    else if (clause === "break" || clause === "continue") {
      if (this.ranges === 0) throw new TemplateError(`has \`{{${clause}}}\` outside of \`range\``);
      this.close();
    } else if (clause === "define" && !outermost) throw unexpected("define");
    else this.named(clause, dot);
  }

  private named(clause: string, dot: Type): void {
    const name = this.take("text")?.text;
    if (!name) throw unexpected(this.peek().text);
    if (clause === "template") {
      this.wanted.push(name);
      if (this.peek().kind !== "close") this.pipeline(dot, 1);
      this.close();
      return;
    }
    this.defined.add(name);
    // Who uses it says what `.` is.
    const inner = clause === "block" ? this.pipeline(dot, 1) : any;
    this.close();
    this.body(() => {
      this.variables = [[root, inner]];
      return this.actions(inner);
    });
  }

  private branch(clause: "if" | "with" | "range", dot: Type): void {
    const outer = this.variables;
    const value = this.pipeline(dot, clause === "range" ? 2 : 1);
    this.close();
    const inner = clause === "if" ? dot : clause === "with" ? value : elementOf(value);
    if (clause === "range") this.ranges++;
    const ended = this.scope(() => this.actions(inner));
    if (clause === "range") this.ranges--;
    if (ended === "else") this.otherwise(clause, dot);
    else if (!ended) throw new TemplateError("has a block without `{{end}}`");
    this.variables = outer;
  }

  private otherwise(clause: string, dot: Type): void {
    const next = this.peek();
    if (next.kind === "word" && next.text === clause && clause !== "range") {
      this.next();
      this.branch(clause as "if" | "with", dot);
      return;
    }
    this.close();
    this.body(() => this.actions(dot));
  }

  /** Something that ends in `{{end}}` and has no `{{else}}`. */
  private body(read: () => "end" | "else" | undefined): void {
    const ended = this.scope(read);
    if (ended === "else") throw new TemplateError("has an `{{else}}` too many");
    if (!ended) throw new TemplateError("has a block without `{{end}}`");
  }

  private scope<T>(read: () => T): T {
    const outer = this.variables;
    const result = read();
    this.variables = outer;
    return result;
  }

  private pipeline(dot: Type, most: number): Type {
    const declared = this.declarations(most);
    let value = this.command(dot);
    // Go takes a last `|` with nothing behind it.
    while (this.sign("|") && this.peek().kind !== "close") value = this.command(dot, value);
    const types = declared.length === 2 ? [any, elementOf(value)] : [most === 2 ? elementOf(value) : value];
    this.variables = [
      ...this.variables,
      ...declared.map((name, index) => [name, types[index] ?? any] as [string, Type]),
    ];
    return value;
  }

  /** Names before `:=`; before `=` they must be there already. */
  private declarations(most: number): string[] {
    const start = this.at;
    const names: string[] = [];
    do {
      const variable = this.take("variable");
      if (variable) names.push(variable.text);
    } while (names.length > 0 && this.sign(","));
    const operator = this.sign(":=") ?? this.sign("=");
    if (names.length === 0 || !operator) {
      this.at = start;
      return [];
    }
    if (names.length > most) throw new TemplateError("declares too many variables at once");
    if (operator.text === "=") for (const name of names) this.variable(name);
    return operator.text === ":=" ? names : [];
  }

  /** `piped` is what stands before `|`. */
  private command(dot: Type, piped?: Type): Type {
    const first = this.peek();
    const literal = ["true", "false", "nil"];
    const name = first.kind === "word" && !literal.includes(first.text) ? this.next().text : undefined;
    if (name && !(name in this.known)) throw new TemplateError(`has no function \`${name}\``);
    const values: Type[] = [];
    while (!["close", "end", "open"].includes(this.peek().kind) && !this.is("|") && !this.is(")")) {
      if (!this.peek().spaced && (name || values.length > 0)) throw unexpected(this.peek().text);
      values.push(this.operand(dot));
    }
    if (name) return checkCall(name, this.known[name] as Signature, piped ? [...values, piped] : values);
    const [only] = values;
    if (!only) throw new TemplateError("has braces or a `|` with nothing to fill in");
    if (values.length > 1 || piped)
      throw new TemplateError(`gives arguments to \`${first.text}\`, which is no function`);
    if (only.kind === "nothing") throw new TemplateError("has `nil` alone");
    return only;
  }

  private operand(dot: Type): Type {
    const token = this.next();
    const value = this.term(token, dot);
    const chains = ["variable", "field"].includes(token.kind) || token.text === ")" || token.text === "(";
    let type = value;
    while (this.peek().kind === "field" && !this.peek().spaced) {
      if (!chains) throw unexpected(this.peek().text);
      type = fieldOf(type, this.next().text.slice(1));
    }
    if (this.is(".") && !this.peek().spaced) throw unexpected(".");
    return type;
  }

  private term(token: Token, dot: Type): Type {
    const { kind, text: written } = token;
    if (kind === "field") return fieldOf(dot, written.slice(1));
    if (kind === "variable") return this.variable(written);
    if (kind === "text") return text;
    if (kind === "char") return whole;
    if (kind === "number") return { kind: /^[-+]?(?:0x|\d[\d_]*$)/i.test(written) ? "whole" : "fraction" };
    if (kind === "word" && written === "nil") return { kind: "nothing" };
    if (kind === "word" && (written === "true" || written === "false")) return boolean;
    if (kind === "word") return this.bareCall(written);
    if (written === ".") return dot;
    if (written !== "(") throw unexpected(written);
    const value = this.pipeline(dot, 1);
    if (!this.sign(")")) throw new TemplateError("has `(` without `)`");
    return value;
  }

  /** A function among arguments has none itself. */
  private bareCall(name: string): Type {
    const signature = this.known[name];
    if (!signature) throw new TemplateError(`has no function \`${name}\``);
    return checkCall(name, signature, []);
  }

  private variable(name: string): Type {
    const found = this.variables.findLast(([known]) => known === name);
    if (!found) throw new TemplateError(`does not know the variable \`${name}\``);
    return found[1];
  }
}

function fieldOf(type: Type, name: string): Type {
  if (type.kind === "any") return any;
  if (type.kind === "labels") {
    if (type.known) return text;
    throw new TemplateError(`has no label there yet: write \`{{index .Service.Labels "${name}"}}\``);
  }
  const found = type.kind === "struct" && Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
  if (!found) throw new TemplateError(`has no \`.${name}\` there`);
  return found;
}

function elementOf(type: Type): Type {
  if (type.kind === "any" || type.kind === "whole") return type;
  if (type.kind === "labels") return text;
  throw new TemplateError("has a `range` over what is neither labels nor a number");
}
