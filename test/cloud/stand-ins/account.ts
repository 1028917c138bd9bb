import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failingCall, historyFile } from "./settings";

type Thing = Record<string, unknown>;

/** Everything in an account by its ID. */
export type Things = Record<string, { type: string; thing: Thing }>;

/** What an account was like after a request. */
export interface Moment {
  request: string;
  things: Things;
}

/** What a cloud knows: everything in the account by its ID, in a file, so that it outlives the plugin's process. */
export class Account {
  private readonly file: string;
  readonly things: Things;
  /** Where a test has every change noted. */
  private readonly history?: string;
  private asked = "";
  private last: number;
  private calls = 0;
  private readonly failing?: number;
  private refusal?: string;

  constructor(folder: string, cloud: string) {
    this.file = join(folder, `${cloud}.json`);
    const stored = existsSync(this.file) ? JSON.parse(readFileSync(this.file, "utf8")) : { last: 1000, things: {} };
    this.failing = failingCall(folder);
    this.last = stored.last;
    this.history = historyFile(folder);
    this.things = stored.things;
  }

  /** A number that nothing in the account has had. */
  next(): number {
    this.last++;
    this.save();
    return this.last;
  }

  /** From now on every request gets this answer. */
  refuse(answer: string): void {
    this.refusal = answer;
  }

  /** @throws Error where requests are refused */
  authenticate(): void {
    if (this.refusal) throw new Error(this.refusal);
  }

  /**
   * Counts a request that changes something.
   * @throws Error where a test has it fail
   */
  request(what: string): void {
    this.authenticate();
    this.calls++;
    this.asked = what;
    if (this.calls === this.failing) throw new Error(`503 the cloud fails at request ${this.calls}: ${what}`);
  }

  put(type: string, id: string, thing: Thing): void {
    this.request(`${type} ${id}`);
    this.note(type, id, thing);
  }

  /** Keeps what is no request of its own. */
  note(type: string, id: string, thing: Thing): void {
    this.things[id] = { type, thing };
    this.save();
  }

  get<T = Thing>(type: string, id: string): T | undefined {
    const found = this.things[id];
    return found?.type === type ? (found.thing as T) : undefined;
  }

  /** Everything of one type, with its ID. */
  all<T = Thing>(type: string): (T & { id: string })[] {
    return Object.entries(this.things).flatMap(([id, found]) =>
      found.type === type ? [{ ...(found.thing as T), id }] : [],
    );
  }

  /** @throws Error as a cloud refuses what names a thing that is not there */
  must<T = Thing>(type: string, id: string): T {
    const found = this.get<T>(type, id);
    if (found) return found;
    throw new Error(`404 there is no ${type} ${id}`);
  }

  remove(id: string): void {
    if (!(id in this.things)) return;
    this.request(`delete ${id}`);
    this.drop(id);
  }

  /** Removes what goes with something else, by no request of its own. */
  drop(id: string): void {
    delete this.things[id];
    this.save();
  }

  /** What is left, as `type id`. */
  left(): string[] {
    return Object.entries(this.things).flatMap(([id, { type }]) => (type === "Account" ? [] : [`${type} ${id}`]));
  }

  private save(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify({ last: this.last, things: this.things }, undefined, 2));
    renameSync(`${this.file}.new`, this.file);
    const moment: Moment = { request: this.asked, things: this.things };
    if (this.history) appendFileSync(this.history, `${JSON.stringify(moment)}\n`);
  }
}
