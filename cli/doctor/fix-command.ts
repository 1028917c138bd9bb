import { readerCommand } from "../../provisioners/core/reader-command";

/** What a reader types to have a finding of a check fixed. */
export const fixCommand = (check: string) => readerCommand("swarm", `doctor --fix ${check}`);
