import { Progress } from "../../../cli/progress";

function output(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 20, write: (text: string) => written.push(text) > 0 };
}

describe("the progress of a command", () => {
  test("is one line that changes in place in a terminal, and is gone in the end", () => {
    const to = output(true);
    const progress = new Progress(to);
    progress.status("m1: dial 1: connection refused, retrying");
    progress.end();
    expect(to.written).toEqual(["\r\x1b[Km1: dial 1: connect", "\r\x1b[K"]);
  });

  test("leaves no empty line where the wait is over", () => {
    const to = output(false);
    new Progress(to, () => 60_000).status("");
    expect(to.written).toEqual([]);
  });

  test("is silent for a second elsewhere, then a line now and then", () => {
    let now = 0;
    const to = output(false);
    const progress = new Progress(to, () => now);
    for (now of [100, 1_500, 3_000, 17_000]) progress.status(`at ${now}`);
    expect(to.written).toEqual(["at 1500\n", "at 17000\n"]);
  });
});
