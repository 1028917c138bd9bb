import { table } from "../../cli/table";
import type { Figure, VariantFigures } from "./figures";

/** The figures as tables to read: one of the tools, and one of where our own time goes, for each kind of machines. */
export function report(figures: readonly VariantFigures[], rounds: number): string {
  return figures
    .flatMap(({ about, tools, phases }) => {
      const rows = tools.map(({ title, creation, again }) => [title, ...cells(creation), ...cells(again)]);
      const head = ["tool", "creation", "× script", "again", "× script"];
      const title = `${about}: seconds, median of ${rounds} ${rounds === 1 ? "round" : "rounds"}`;
      const parts = phases.map(([name, seconds]) => [name, seconds.toFixed(1)]);
      return [title, table(head, rows), table(["where the time of pulumi-swarm goes", "seconds"], parts)];
    })
    .filter(Boolean)
    .join("\n\n");
}

const cells = ({ median, ratio }: Figure) => [median.toFixed(1), ratio === undefined ? "–" : ratio.toFixed(2)];
