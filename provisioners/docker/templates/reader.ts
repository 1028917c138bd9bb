import { type Token, unexpected } from "./tokens";

/** Goes through the tokens of a template. */
export class TokenReader {
  protected at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  protected close(): void {
    if (!this.take("close")) throw unexpected(this.peek().text);
  }

  protected peek(): Token {
    return this.tokens[this.at] as Token;
  }

  protected next(): Token {
    return this.tokens[this.at++] as Token;
  }

  protected take(kind: Token["kind"]): Token | undefined {
    return this.peek().kind === kind ? this.next() : undefined;
  }

  protected is(sign: string): boolean {
    return this.peek().kind === "sign" && this.peek().text === sign;
  }

  protected sign(sign: string): Token | undefined {
    return this.is(sign) ? this.next() : undefined;
  }
}
