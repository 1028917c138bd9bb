import { readStackFile } from "../../../../provisioners/stack/file/file";
import { problems, web } from "./texts";

const long = (length: number) => "n".repeat(length);
const back = (network: string) => web(`    networks: [back]\nnetworks: { back: ${network} }\n`);
const used = (kind: string, value: string) => web(`    ${kind}: [{ source: a }]\n${kind}: { a: ${value} }\n`);

/* What Docker's client takes and its daemon refuses, some of it only after other things were made. */

describe("networks that a service cannot use", () => {
  test.each([
    ...["bridge", "macvlan", "ipvlan", "host", "none"].map((driver) => [
      back(`{ driver: ${driver} }`),
      /is of one node/,
    ]),
    [back("{ name: web.net }"), /is no name for a network/],
    [back("{ name: web- }"), /is no name for a network/],
    [back(`{ name: ${long(64)} }`), /has a name that is 1 too long: Docker takes 63/],
    [web(`    networks: [${long(62)}]\nnetworks: { ${long(62)}: }\n`), /has a name that is 1 too long/],
    [web("    networks: [back-]\nnetworks: { back-: {} }\n"), /networks\.back- is no name for a network/],
    [web("networks: { default: { driver: bridge } }\n"), /networks\.default is of one node/],
    [back("{ name: bridge }"), /has the name of a network that Docker has itself/],
    [back("{ name: ingress }"), /has the name of the routing mesh/],
    [back("{ external: true, name: ingress }"), /is the routing mesh/],
    [back("{ external: true, name: none }"), /no service can be in/],
    [back("{ external: { name: web.net } }"), /a swarm has none of that name/],
  ] as [string, RegExp][])("%j", (text, expected) =>
    expect(problems(text, "s")).toEqual([expect.stringMatching(expected)]),
  );

  test.each([
    [back("{}")],
    [back("{ driver: overlay }")],
    [back("{ driver: 'weaveworks/net-plugin:latest' }")],
    [back("{ external: true, name: host }")],
    [back("{ external: true, name: bridge }")],
    [back(`{ name: ${long(63)} }`)],
    [web(`networks: { unused: { driver: bridge }, ${long(63)}: { name: web.net } }\n`)],
  ])("%j is fine", (text) => expect(problems(text, "s")).toEqual([]));
});

describe("subnets", () => {
  const subnets = (...each: string[]) =>
    `{ ipam: { config: [${each.map((subnet) => `{ subnet: ${subnet} }`).join()}] } }`;

  test.each([
    [back(subnets("10.9.0.5/24")), /subnet 10\.9\.0\.5\/24 is no network: write 10\.9\.0\.0\/24/],
    [back(subnets("10.9.0.0/24", "10.9.0.0/16")), /10\.9\.0\.0\/16 overlaps 10\.9\.0\.0\/24 of the same network/],
    [back(subnets("10.9.0.0/024")), /must be a network/],
    [
      web(`    networks: [a, b]\nnetworks: { a: ${subnets("10.9.0.0/24")}, b: ${subnets("10.9.0.128/25")} }\n`),
      /networks\.b: the subnet 10\.9\.0\.128\/25 overlaps 10\.9\.0\.0\/24 of networks\.a/,
    ],
  ])("%j are refused", (text, expected) => expect(problems(text, "s")).toEqual([expect.stringMatching(expected)]));

  test("of networks that are made are told, so that others can be compared with them", () => {
    const text = back(subnets("10.9.0.0/24", "fd00::/64"));
    expect(readStackFile(text)).toMatchObject({ problems: [], subnets: [{ network: "back", subnet: "10.9.0.0/24" }] });
    expect(readStackFile(text.replace("[back]", "[default]"))).toMatchObject({ problems: [], subnets: [] });
  });
});

describe("names", () => {
  test.each([
    ["services: { web-: { image: a } }", /services\.web- is no name for a service/],
    [used("secrets", "{ file: ./a, name: my config }"), /secrets\.a has a name that Docker refuses/],
    [used("configs", "{ file: ./a, name: -a }"), /configs\.a has a name that Docker refuses/],
    [used("configs", "{ file: /a, name: a- }"), /configs\.a has a name that Docker refuses/],
    [used("secrets", "{ driver: vault, name: a. }"), /secrets\.a has a name that Docker refuses/],
    [used("secrets", "{ external: true, name: my secret }"), /secrets\.a has a name that Docker refuses/],
    [used("secrets", `{ file: ./a, name: ${long(65)} }`), /secrets\.a has a name that is 1 too long: Docker takes 64/],
    [
      web("    volumes: ['data:/v']\nvolumes: { data: { name: my data } }\n"),
      /volumes\.data has a name that no node takes/,
    ],
  ])("%j is refused", (text, expected) => expect(problems(text, "s")).toEqual([expect.stringMatching(expected)]));

  test.each([
    ["services: { _web: { image: a }, 1web: { image: a } }"],
    [used("secrets", "{ file: ./a, name: a- }")],
    [used("secrets", `{ file: ./a, name: ${long(64)} }`)],
    [used("configs", "{ external: true, name: a.b_c-d }")],
    [
      web(
        "    volumes: ['vol:/v', 'data:/w']\nvolumes: { vol: { name: 'data-{{.Task.Slot}}' }, data: { driver: x, name: my data } }\n",
      ),
    ],
  ])("%j is fine", (text) => expect(problems(text, "s")).toEqual([]));
});

describe("one file for two secrets or configs", () => {
  const objects =
    "secrets: { a: { external: true }, b: { external: true } }\nconfigs: { c: { external: true }, d: { external: true } }\n";

  test.each([
    ["secrets: [a, a]", /secrets\[1\] is \/run\/secrets\/a in the container, as secrets\[0\] is/],
    ["secrets: [a, { source: b, target: a }]", /secrets\[1\] is \/run\/secrets\/a/],
    ["secrets: [a, { source: b, target: /run/secrets/a }]", /secrets\[1\] is \/run\/secrets\/a/],
    ["configs: [c, { source: d, target: /c }]", /configs\[1\] is \/c in the container, as configs\[0\] is/],
    [
      "secrets: [{ source: a, target: /x }]\n    configs: [{ source: c, target: x }]",
      /configs\[0\] is \/x .* as secrets\[0\] is/,
    ],
  ])("%j is refused", (lists, expected) =>
    expect(problems(web(`    ${lists}\n${objects}`))).toEqual([expect.stringMatching(expected)]),
  );

  test("is none where their targets differ", () =>
    expect(
      problems(
        web(`    secrets: [a, { source: a, target: z }]\n    configs: [c, { source: c, target: /z }]\n${objects}`),
      ),
    ).toEqual([]));
});

describe("times", () => {
  const times = [
    ["deploy: { update_config: { delay: @ } }", "-5s"],
    ["deploy: { update_config: { monitor: @ } }", "-1ms"],
    ["deploy: { rollback_config: { delay: @ } }", "-5s"],
    ["deploy: { restart_policy: { delay: @ } }", "-1h30m"],
    ["deploy: { restart_policy: { window: @ } }", "-.5s"],
    ["healthcheck: { interval: @ }", "-5s"],
    ["healthcheck: { timeout: @ }", "900us"],
    ["healthcheck: { start_period: @ }", "0.5ms"],
    ["stop_grace_period: @", "99999999h"],
  ];

  test.each(times)("%s of %s are refused", (place, time) =>
    expect(problems(web(`    ${place.replace("@", time)}\n`))).toEqual([
      expect.stringMatching(/negative|at least|too long/),
    ]),
  );

  test.each(times)("%s of a second and of none are fine, and so is a negative zero", (place) => {
    for (const time of ["1s", "0s", "-0s", "+1m", "1000us"]) {
      expect(problems(web(`    ${place.replace("@", time)}\n`))).toEqual([]);
    }
  });
});
