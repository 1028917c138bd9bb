import { ConfigError, type Path, type Problem, pathText } from "./problems";

/** What is found while a configuration is read: problems end the run, warnings do not. */
export class Diagnostics {
  readonly problems: Problem[] = [];
  readonly warnings: string[] = [];

  /** Adds a problem. It returns nothing, so that a function can end with it. */
  problem(path: Path | string, text: string): undefined {
    this.problems.push({ path: typeof path === "string" ? path : pathText(path), text });
  }

  warn(text: string): void {
    this.warnings.push(text);
  }

  /** @throws ConfigError with every problem, if there is any */
  throwProblems(): void {
    if (this.problems.length > 0) throw new ConfigError(this.problems);
  }

  /** A problem for each element whose value at the key an earlier one has already. Holes are elements that are not sound. */
  refuseDuplicates<T extends object>(list: string, elements: readonly T[], key: keyof T & string): void {
    const first = new Map<unknown, string>();
    elements.forEach((element, index) => {
      const path = pathText([list, index, key]);
      const duplicate = first.get(element[key]);
      if (duplicate) this.problem(path, `is the same as ${duplicate}: ${element[key]}`);
      else first.set(element[key], path);
    });
  }

  /** A problem for each text that an earlier one of the list is the same as. */
  refuseRepeats(list: string, texts: readonly string[]): void {
    texts.forEach((text, index) => {
      if (texts.indexOf(text) < index) this.problem([list, index], `is named twice: ${text}`);
    });
  }
}
