import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { execute } from "../../provisioners/core/process";
import { main } from "../terminal/main";
import { line } from "../terminal/progress";
import { drawRecording, type RecordedLine } from "./draw-recording";

const PICTURE = join("docs", "npm-start.svg");

// `npm run recording`: runs `npm start`, and draws what it prints as the recording in README.
main(async () => {
  const begin = Date.now();
  const lines: RecordedLine[] = [];
  const { code } = await execute(process.execPath, [join(packageRoot, "tools/bootstrap.mjs"), "start"], {
    cwd: packageRoot,
    onLine: (text) => {
      line(text);
      if (text.trim() && !isWaiting(text)) lines.push({ at: (Date.now() - begin) / 1000, text });
    },
  });
  if (code !== 0) return code;
  await writeFile(join(packageRoot, PICTURE), drawRecording("npm start", lines));
  line(`wrote ${PICTURE}`);
  return 0;
});

/** One of the lines that tell every few seconds what a resource still waits for. */
function isWaiting(text: string): boolean {
  return / creating \([1-9]\d*s\)/.test(text);
}
