import * as fc from "fast-check";
import { templateProblem } from "../../../provisioners/docker/templates/check";
import recorded from "./templates.json";

/*
 * `templates.json` is what text/template of Go 1.26 said of these templates with the values and functions of a service's
 * definition (without labels, as the daemon checks it), and with those of a secret's or config's content.
 */

/** We refuse what no branch can use, and take what depends on values. */
const different = new Set([
  "{{ if false }}{{ .Nope }}{{ end }}",
  "{{range .Service.Labels}}{{.Foo}}{{end}}",
  "{{.Service.Labels.other}}",
  "{{slice .Task.ID 0 2}}",
  "{{eq .Service.Labels .Service.Labels}}",
]);

describe("a template is judged as Go judges it", () => {
  const same = (recorded as [string, boolean, boolean][]).filter(([template]) => !different.has(template));

  test.each(same)("%j", (template, service, content) => {
    expect(templateProblem(template, "service") === undefined).toBe(service);
    expect(templateProblem(template, "content") === undefined).toBe(content);
  });
});

test.each([
  [
    "{{ .Summary }}",
    /has no `\.Summary` there; there are \.Service\.ID, .*\.Task\.Slot and the functions .*join; write `\{\{"\{\{"\}\}`/,
  ],
  ["{{ .Node.Hostname | upper }}", /has no function `upper`/],
  ["{{ .Service.Labels.tier }}", /write `\{\{index \.Service\.Labels "tier"\}\}`/],
  ["{{ if eq .Task.Slot 1 }}a{{ end }}", /write numbers in quotes/],
  ["{{ .Node.ID }", /does not follow Go's syntax at `\}`/],
  ["{{ .Node.ID", /has `\{\{` without `\}\}`/],
  ['{{ env "A" }}', /has no function `env`/],
])("the problem of %j names what is wrong and what exists", (template, expected) =>
  expect(templateProblem(template, "service")).toMatch(expected),
);

test("the functions of contents are listed for contents only", () => {
  expect(templateProblem("{{ .A }}", "content")).toContain("secret, config, env");
  expect(templateProblem("{{ .A }}", "service")).not.toContain("secret, config");
});

test("any text is judged without a crash", () => {
  const part = fc.constantFrom(
    "{{",
    "}}",
    "{{-",
    "-}}",
    ".",
    ".Node",
    ".ID",
    "$",
    "$x",
    ":=",
    "|",
    "(",
    ")",
    "if",
    "end",
    "else",
    "range",
    "with",
    "print",
    '"a"',
    "1",
    " ",
    "/*",
    "*/",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => void templateProblem(parts.join(""), "service")),
    { numRuns: 5_000 },
  );
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void templateProblem(`{{${text}`, "content")));
});
