import { interruptible } from "./interruption";
import { record } from "./record";

/** How the figures of one measurement are shown and kept. */
export interface Series<Value, Figures> {
  /** Its name in docs/performance.json. */
  measurement: string;
  measure(value: Value): Promise<Figures>;
  /** The part of the file that figures go to, and what is kept there. */
  kept(figures: Figures): [part: string, figures: object];
  table(all: readonly Figures[]): string;
}

/** Measures one value after the other on simulated hosts, then shows the figures of all and keeps them where asked to. */
export async function runSeries<Value, Figures>(
  values: readonly Value[],
  { measurement, measure, kept, table }: Series<Value, Figures>,
  options: { json?: boolean; record?: boolean },
): Promise<void> {
  const all = await interruptible(async (signal) => {
    const figures: Figures[] = [];
    for (const value of values) {
      signal.throwIfAborted();
      figures.push(await measure(value));
    }
    return figures;
  }, "Folders of its runs may remain in the system's folder of temporary files.");
  if (options.record) for (const figures of all) await record(measurement, ...kept(figures));
  console.log(options.json ? JSON.stringify(all, undefined, 2) : table(all));
}

/** Seconds with one decimal. */
export const seconds = (ms: number) => Math.round(ms / 100) / 10;
