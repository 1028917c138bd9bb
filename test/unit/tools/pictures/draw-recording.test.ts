import { drawRecording, type RecordedLine } from "../../../../tools/pictures/draw-recording";

const lines = (count: number, every = 1): RecordedLine[] =>
  Array.from({ length: count }, (_, index) => ({ at: index * every, text: `line ${index}` }));

test("a recording shows every line with the time at which it was printed", () => {
  const svg = drawRecording("npm start", [
    { at: 0, text: "→ lab image …" },
    { at: 125.4, text: "✓ lab image (125.4 s)" },
  ]);
  expect(svg).toContain("$ npm start");
  expect(svg).toContain(">→ lab image …<");
  expect(svg).toContain(">2:05<");
});

test("a recording scrolls when the lines exceed the screen, and stands still when they fit", () => {
  const moves = (count: number) => drawRecording("x", lines(count)).match(/translateY\(-\d+px\)/g) ?? [];
  expect(moves(10)).toEqual([]);
  expect(new Set(moves(30)).size).toBe(8);
});

test("a recording shortens long pauses", () => {
  const seconds = (svg: string) => Number(/animation-duration:([\d.]+)s/.exec(svg)?.[1]);
  expect(seconds(drawRecording("x", lines(3, 600)))).toBe(seconds(drawRecording("x", lines(3, 60))));
});

test("a recording escapes what a command printed", () => {
  expect(drawRecording("x", [{ at: 0, text: "<b> & c" }])).toContain("&lt;b&gt; &amp; c");
});
