import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { quote } from "../../provisioners/ssh/quote";

/** What a real POSIX shell makes of the quoted words. */
function words(line: string): string[] {
  return execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

const word = fc
  .string({ unit: "binary" })
  .filter((text) => !text.includes("\0") && Buffer.from(text).toString() === text);

test("a shell reads back the very words", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (list) => {
      expect(words(quote(list))).toEqual(list);
    }),
    { numRuns: 100 },
  );
});

test.each(["", "'", "''", "$(id)", "`id`", "a b", "\n", "-n", "~", "*", "a=b", "!", "\\", '"', "é", "#"])(
  "%j",
  (text) => {
    expect(words(quote([text, text]))).toEqual([text, text]);
  },
);

test("plain words stay readable", () => {
  expect(quote(["docker", "node", "ls", "--format={{.ID}}", "/etc/fstab"])).toBe(
    "docker node ls '--format={{.ID}}' /etc/fstab",
  );
});

test("a NUL byte is refused", () => {
  expect(() => quote(["a\0b"])).toThrow("NUL");
});
