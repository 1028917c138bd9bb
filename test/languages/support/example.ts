import { join } from "node:path";
import { capture } from "../../../tools/terminal/run";
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

  up = (...options: string[]) => this.must("up", "--yes", "--skip-preview", ...options);
  preview = () => this.must("preview");
  destroy = () => this.must("destroy", "--yes", "--skip-preview", "--remove");

  private async must(...args: string[]): Promise<Run> {
    const { folder, env } = this.workspace;
    const cwd = join(folder, "examples", this.language, this.name);
    const { code, stdout, stderr } = await capture("pulumi", ["--non-interactive", ...args], { cwd, env });
    const run = { code, text: stdout + stderr };
    expectSuccess(run);
    return run;
  }
}
