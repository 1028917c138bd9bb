import { createColors } from "picocolors";

/**
 * Colours only where standard output is a terminal that shows them; `NO_COLOR` and `FORCE_COLOR` count there.
 * picocolors alone also colours pipes and files where `CI` is set.
 */
export const colors = createColors(process.stdout.isTTY && process.stdout.hasColors());
