import { type Variant, variants } from "./machines/machine";
import { type ToolName, tools } from "./tools";

/** What one run of one tool took, in milliseconds. */
export interface Sample {
  tool: ToolName;
  variant: Variant;
  round: number;
  creation: number;
  again: number;
  phases: [string, number][];
}

/** A median with what it is made of, in seconds, and its ratio to the bare script's. */
export interface Figure {
  seconds: number[];
  median: number;
  ratio?: number;
}

export interface ToolFigures {
  tool: ToolName;
  title: string;
  creation: Figure;
  again: Figure;
}

export interface VariantFigures {
  variant: Variant;
  about: string;
  tools: ToolFigures[];
  /** Parts of our own creation, in seconds. */
  phases: [string, number][];
}

/** The middle one, or the mean of the two in the middle; none of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** The figures of each kind of machines, in the order in which they and the tools were measured. */
export function figuresOf(samples: readonly Sample[], baseline: ToolName): VariantFigures[] {
  return distinct(samples.map(({ variant }) => variant)).map((variant) => {
    const ofVariant = samples.filter((sample) => sample.variant === variant);
    const ofTool = (tool: ToolName) => ofVariant.filter((sample) => sample.tool === tool);
    const base = ofTool(baseline);
    const figure = (tool: ToolName, of: "creation" | "again"): Figure => {
      const values = ofTool(tool).map((sample) => sample[of]);
      const middle = median(values);
      const ratio = base.length > 0 ? middle / median(base.map((sample) => sample[of])) : undefined;
      return { seconds: values.map(inSeconds), median: inSeconds(middle), ratio: ratio && rounded(ratio, 2) };
    };
    const names = distinct(ofVariant.map(({ tool }) => tool));
    return {
      ...{ variant, about: variants[variant] },
      tools: names.map((tool) => ({
        ...{ tool, title: tools[tool].title },
        ...{ creation: figure(tool, "creation"), again: figure(tool, "again") },
      })),
      phases: phaseMedians(ofVariant.map(({ phases }) => phases)),
    };
  });
}

function phaseMedians(runs: readonly [string, number][][]): [string, number][] {
  const all = runs.flat();
  return distinct(all.map(([name]) => name)).map((name) => {
    return [name, inSeconds(median(all.filter(([other]) => other === name).map(([, ms]) => ms)))];
  });
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
const inSeconds = (ms: number) => rounded(ms / 1_000, 1);
