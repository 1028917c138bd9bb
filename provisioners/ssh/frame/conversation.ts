import type { ClientChannel } from "ssh2";
import { type Framed, marks } from "./line";
import { MarkedStream } from "./marked";

/** How far the host has come: the login shell's start-up, sudo, the command, and what comes after it. */
export type Stage = "start-up" | "sudo" | "command" | "after";

export interface ConversationOptions {
  framed: Framed;
  /** What the command reads; `undefined` where its input stays open for whoever writes to the channel. */
  input: string | Buffer | undefined;
  sudoPassword?: string;
  stdout(chunk: Buffer): void;
  stderr(chunk: Buffer): void;
  /** The command begins. */
  onBegin?(): void;
  /** sudo asks for the password again. */
  onRefusal(): void;
}

/** Characters of a start-up's or sudo's output that are kept for an error. */
const KEPT = 4_000;

/**
 * One command over a channel. The input is held back until the login shell's start-up is over: what a start-up file
 * reads, or a shell that it starts instead would run, is a comment.
 */
export class Conversation {
  stage: Stage = "start-up";
  /** The command's exit code, whatever a shell makes of it later. */
  code: number | undefined;
  /** A start-up file has read what was not meant for it. */
  isInputTaken = false;
  /** What was printed before the command, for errors. */
  readonly said = { "start-up": "", sudo: "" };
  #hasPassword = false;

  constructor(
    private readonly channel: ClientChannel,
    private readonly options: ConversationOptions,
  ) {
    const { framed, stdout, stderr } = options;
    const [out, err] = [this.#stream(stdout), this.#stream(stderr)];
    channel.on("data", (chunk: Buffer) => out.write(chunk));
    channel.stderr.on("data", (chunk: Buffer) => err.write(chunk));
    // Before whoever else hears of the end: an error tells all that was printed, its last bytes too.
    channel.once("close", () => {
      for (const stream of [out, err]) stream.end();
    });
    const [first, second] = framed.probes;
    if (this.#isAtOnce) channel.end(first + second);
    else channel.write(first);
  }

  get #isAtOnce(): boolean {
    return this.options.input?.length === 0 && this.options.sudoPassword === undefined;
  }

  #stream(text: (chunk: Buffer) => void): MarkedStream {
    // Each stream has its own place; the conversation is as far as the one that is ahead.
    let stage: Stage = "start-up";
    const enter = (next: Stage, first: () => void) => {
      stage = next;
      const order: Stage[] = ["start-up", "sudo", "command", "after"];
      if (order.indexOf(next) <= order.indexOf(this.stage)) return;
      this.stage = next;
      first();
    };
    return new MarkedStream(this.options.framed.token, {
      text: (chunk) => {
        if (stage === "command") text(chunk);
        else if (stage !== "after") this.said[stage] = `${this.said[stage]}${chunk}`.slice(-KEPT);
      },
      mark: (name) => {
        if (name === marks.shell) enter("sudo", () => this.#afterStartUp());
        else if (name === marks.inputTaken) this.isInputTaken = true;
        else if (name === marks.prompt) this.#answerPrompt();
        else if (name === marks.begin) enter("command", () => this.#begin());
        else if (name.startsWith(marks.end)) {
          this.code = Number(name.slice(marks.end.length));
          enter("after", () => undefined);
        }
      },
    });
  }

  #afterStartUp(): void {
    if (this.#isAtOnce) return;
    this.channel.write(this.options.framed.probes[1]);
    if (this.options.sudoPassword === undefined) this.#sendInput();
  }

  #begin(): void {
    if (this.options.sudoPassword !== undefined) this.#sendInput();
    this.options.onBegin?.();
  }

  #sendInput(): void {
    if (this.options.input !== undefined) this.channel.end(this.options.input);
  }

  #answerPrompt(): void {
    if (this.#hasPassword) this.options.onRefusal();
    else this.channel.write(`${this.options.sudoPassword}\n`);
    this.#hasPassword = true;
  }
}
