import { join } from "node:path";
import { placed, readStackFile } from "../../../../provisioners/stack/file/file";

/** Where the files lie that Docker takes, with its verdicts on others. */
export const corpus = join(__dirname, "corpus");

/** A stack file with one service, and more. */
export const web = (more: string) => `services:\n  web:\n    image: nginx:1\n${more}`;

/** The problems of a stack file as one line each. */
export const problems = (text: string, name?: string) =>
  readStackFile(text, { name, fileName: "f" }).problems.map(placed);
