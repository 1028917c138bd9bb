import { join } from "node:path";
import { capture } from "../../../tools/terminal/run";
import { stretch } from "../../lab/support/jest/pace";
import { tellRun } from "../../lab/support/jest/phases";
import { expectSuccess, type Run } from "../../lab/support/program";
import type { ExampleLanguage, Workspace } from "./workspace";

/** One example, run by the real engine. */
export class Example {
  constructor(
    private readonly workspace: Workspace,
    private readonly language: ExampleLanguage,
    private readonly name: string,
    private readonly stack: string,
  ) {}

  async open(secrets: Record<string, string> = {}, settings: Record<string, string> = {}): Promise<void> {
    await this.must("stack", "select", "--create", this.stack);
    for (const [key, value] of Object.entries(settings)) await this.must("config", "set", key, value);
    for (const [key, value] of Object.entries(secrets)) await this.must("config", "set", "--secret", key, "--", value);
  }

  up = (...options: string[]) => this.change("up", "--yes", "--skip-preview", ...options);
  preview = () => this.must("preview");
  destroy = () => this.change("destroy", "--yes", "--skip-preview", "--remove");

  private async change(...args: string[]): Promise<Run> {
    const start = Date.now();
    const run = await this.run(...args);
    tellRun(`${this.language}/${this.name}`, args.join(" "), run.text, Date.now() - start);
    expectSuccess(run);
    return run;
  }

  private async must(...args: string[]): Promise<Run> {
    const run = await this.run(...args);
    expectSuccess(run);
    return run;
  }

  private async run(...args: string[]): Promise<Run> {
    const { folder, env } = this.workspace;
    const { code, stdout, stderr } = await capture("pulumi", ["--non-interactive", ...args], {
      cwd: join(folder, "examples", this.language, this.name),
      env: { ...env, PULUMI_SWARM_PATIENCE: stretch().toFixed(1) },
    });
    return { code, text: stdout + stderr };
  }
}
