import { fileName, indented, withoutLibraries } from "./failures";

/** The parts of what jest tells a reporter that are used here. */
interface TestFile {
  path: string;
}
interface Case {
  fullName: string;
  title: string;
  status: string;
  duration?: number | null;
  failureMessages: string[];
}
interface FileResult {
  testResults: Case[];
  /** Set where the file could not be run at all, or a hook after its tests failed. */
  testExecError?: unknown;
  failureMessage?: string | null;
  /** What the tests printed, where jest kept it back. */
  console?: { message: string }[];
}

interface Running {
  file: string;
  /** Names of the tests whose end has been told. */
  told: Set<string>;
  /** The test that runs; without one, a hook does. */
  test?: string;
  since: number;
}

interface Output {
  write(text: string): void;
  now(): number;
}

const terminal: Output = { write: (text) => process.stderr.write(text), now: Date.now };
const INTERVAL_MS = 30_000;
/** What has just begun says nothing. */
const WORTH_A_LINE_MS = 3_000;

/**
 * Tells how a run of jest goes while it goes, in plain lines, for files that run beside each other as well: each failure
 * at once with its text, what is running twice a minute, and with `--verbose` every test as it ends.
 */
export default class LiveReporter {
  private readonly running = new Map<string, Running>();
  private readonly verbose: boolean;
  private timer?: NodeJS.Timeout;

  constructor(
    { verbose }: { verbose?: boolean },
    _options?: unknown,
    _context?: unknown,
    private readonly output: Output = terminal,
  ) {
    this.verbose = verbose === true;
  }

  onRunStart(): void {
    this.timer = setInterval(() => this.tellRunning(), INTERVAL_MS).unref();
  }

  onRunComplete(): void {
    clearInterval(this.timer);
  }

  onTestFileStart({ path }: TestFile): void {
    this.running.set(path, { file: fileName(path), told: new Set(), since: this.output.now() });
  }

  onTestCaseStart({ path }: TestFile, { title }: { title: string }): void {
    this.now(path, title);
  }

  onTestCaseResult({ path }: TestFile, result: Case): void {
    this.now(path, undefined);
    this.tell(path, result);
  }

  onTestFileResult({ path }: TestFile, { testResults, testExecError, failureMessage, console }: FileResult): void {
    // What was skipped is known only now.
    for (const result of testResults) this.tell(path, result);
    if (testExecError && failureMessage) this.line(`✗ ${this.fileOf(path)}\n${indented(failureMessage)}`);
    for (const { message } of console ?? []) this.line(indented(message));
    this.running.delete(path);
  }

  /** One line for each file that runs: where it is, and since when. */
  tellRunning(): void {
    for (const { file, test, told, since } of this.running.values()) {
      const ms = this.output.now() - since;
      if (ms < WORTH_A_LINE_MS) continue;
      const where = test ?? (told.size === 0 ? "before its first test" : "between tests, or after the last");
      this.line(`… ${file}: ${where} (for ${duration(ms)})`);
    }
  }

  private tell(path: string, { fullName, title, status, duration: ms, failureMessages }: Case): void {
    const told = this.running.get(path)?.told;
    if (told?.has(fullName)) return;
    told?.add(fullName);
    const hasFailed = status === "failed";
    const isSkipped = status === "pending" || status === "todo";
    if (!hasFailed && !isSkipped && !this.verbose) return;
    const time = ms === undefined || ms === null ? "" : ` (${duration(ms)})`;
    this.line(`${hasFailed ? "✗" : isSkipped ? "○ skipped:" : "✓"} ${this.fileOf(path)}: ${title}${time}`);
    if (hasFailed) this.line(indented(failureMessages.map(withoutLibraries).join("\n\n")));
  }

  private now(path: string, test: string | undefined): void {
    const running = this.running.get(path);
    if (!running) return;
    running.test = test;
    running.since = this.output.now();
  }

  private fileOf(path: string): string {
    return this.running.get(path)?.file ?? fileName(path);
  }

  private line(text: string): void {
    this.output.write(`${text}\n`);
  }
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return `${Math.round(ms)} ms`;
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
