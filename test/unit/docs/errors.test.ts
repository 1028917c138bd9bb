import { type ErrorCode, errorAreas } from "../../../provisioners/core/error-codes";
import { sources } from "./sources";

const areas = errorAreas.map(({ entries }) => entries);
const codes = areas.flatMap((entries) => Object.keys(entries));

/** Code that no line of the project may have: the type check is what refuses an unknown one. */
// @ts-expect-error
const unknown: ErrorCode = "NO_SUCH_CODE";
const ofStatus: ErrorCode = "DOCKER_404";

test("a code has one entry", () => {
  expect(codes.filter((code, index) => codes.indexOf(code) < index)).toEqual([]);
  expect(codes).not.toContain(unknown);
  expect(codes).not.toContain(ofStatus);
});

test("every code is used by a source", () => {
  const texts = [...sources()]
    .filter(([path]) => !path.startsWith("provisioners/core/error-codes/"))
    .map(([, text]) => text)
    .join("\n");
  const used = (code: string) => texts.includes(`"${code}"`) || texts.includes(`\`${code.replace(/<.*>/, "${")}`);
  expect(codes.filter((code) => !used(code))).toEqual([]);
});

test("an entry has a meaning and an action of whole sentences", () => {
  const texts = areas.flatMap((entries) => Object.values(entries).flatMap(({ meaning, action }) => [meaning, action]));
  expect(texts.filter((text) => !/^\S.*[.)]$/s.test(text))).toEqual([]);
});
