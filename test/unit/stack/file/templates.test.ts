import { contentProblems } from "../../../../provisioners/stack/file/contents";
import { readStackFile } from "../../../../provisioners/stack/file/file";
import { variableProblems } from "../../../../provisioners/stack/file/variables";
import { problems, web } from "./texts";

const bad = "'{{ .Summary }}'";
const named = "    volumes: ['data:/data']\nvolumes: { data: @ }\n";

describe("a template that Docker cannot fill in is refused", () => {
  test.each([
    ["environment.X", `    environment: { X: ${bad} }\n`],
    ["environment.X", "    environment: ['X={{ .Summary }}']\n"],
    ["hostname", `    hostname: ${bad}\n`],
    ["volumes[0]", `    volumes: [{ type: bind, source: '/srv/{{ .Summary }}', target: /srv }]\n`],
    ["volumes[0]", `    volumes: [{ type: tmpfs, target: '/srv/{{ .Summary }}' }]\n`],
    ["volumes[0]", "    volumes: ['/srv/{{.Summary}}:/srv']\n"],
    ["volumes[0]", "    volumes: ['/srv:/srv/{{.Summary}}']\n"],
    ["volumes.data.name", named.replace("@", "{ name: 'data-{{ .Summary }}' }")],
    ["volumes.data.name", named.replace("@", "{ external: true, name: 'data-{{ .Summary }}' }")],
    ["volumes.data.driver_opts.device", named.replace("@", `{ driver_opts: { device: ${bad} } }`)],
    ["volumes.data.labels.a", named.replace("@", `{ labels: { a: ${bad} } }`)],
    ["volumes.data.labels.a", named.replace("@", "{ labels: ['a={{ .Summary }}'] }")],
  ])("in %s of %j", (place, text) => {
    const [found, ...more] = problems(web(text));
    expect(more).toEqual([]);
    expect(found).toContain(`${place} is a template to Docker, which has no \`.Summary\` there; there are .Service.ID`);
  });

  test("in a variable that the environment takes", () => {
    for (const environment of ["[X]", "{ X: }", "{ X: '' }", "['X=']"]) {
      const { problems } = readStackFile(web(`    environment: ${environment}\n`), {
        variables: { X: "{{ .Summary }}" },
      });
      expect(problems).toMatchObject([{ reason: expect.stringContaining("environment.X is a template to Docker") }]);
    }
  });

  test("in an env file of a service, at its line, without the value", () => {
    const envFiles = [{ name: "web.env", text: "A=1\n\nX=swordfish {{ .Summary }}\n" }];
    const named = [{ path: "web.env", place: { file: "f", line: 1, column: 1 } }];
    const found = variableProblems({ variables: {}, envFiles }, named);
    expect(found).toMatchObject([
      { property: "envFiles[0]", reason: expect.stringMatching(/^web\.env:3: X is a template/) },
    ]);
    expect(JSON.stringify(found)).not.toContain("swordfish");
  });

  test("in the content of a secret or config with a template driver", () => {
    const text = web(
      "secrets: { s: { file: s, template_driver: golang }, t: { file: t } }\nconfigs: { c: { file: c, template_driver: golang } }\n",
    );
    const { objects } = readStackFile(text);
    const contents = {
      variables: {},
      secrets: { s: '{{ env "A" }}{{ secret "b" }}{{ .Service.Labels.tier }}', t: "{{ .Summary }}" },
      configs: { c: "{{ .Summary }}" },
    };
    expect(contentProblems(objects, contents)).toMatchObject([
      {
        property: 'configs["c"]',
        reason: expect.stringMatching(/configs\.c is a template to Docker, .* secret, config, env/),
      },
    ]);
    expect(problems(text.replace("golang", "jinja"))).toEqual([
      expect.stringContaining("template_driver must be one of `golang`"),
    ]);
  });
});

test("templates that Docker fills in, and those in places where it fills in none, are left alone", () => {
  const text = [
    "    hostname: '{{.Node.Hostname}}-{{.Task.Slot}}'",
    `    environment: { A: '{{index .Service.Labels "a"}}', B: '{{"{{"}} .Summary }}', C: '{{if eq .Task.Slot "1"}}x{{end}}' }`,
    "    command: ['--format', '{{ .Summary }}']",
    "    labels: { rule: 'Host(`{{ .Name }}`)' }",
    "    healthcheck: { test: '{{ .Summary }}' }",
    "    deploy: { labels: { a: '{{ .Summary }}' } }",
    "    logging: { driver: syslog, options: { tag: '{{.ImageName}}/{{.Name}}' } }",
    "    volumes: ['data:/data', '/srv/{{.Node.Hostname}}:/srv']",
    "volumes: { data: { name: 'data-{{.Task.Slot}}' }, unused: { name: '{{ .Summary }}' } }",
  ].join("\n");
  expect(problems(web(text))).toEqual([]);
});
