import { mermaidOf } from "../../../../cli/graph/mermaid";
import { svgOf } from "../../../../cli/graph/svg/draw";
import { hostile, large, leaderless, small } from "./shapes";

const drawings = { mermaid: mermaidOf, svg: svgOf };
const each = Object.entries(drawings);

/** Boxes of an SVG with their places on the whole picture; groups are nested two deep. */
function boxes(svg: string): { left: number; top: number; right: number; bottom: number; look: string }[] {
  const offsets: [number, number][] = [];
  return svg.split("\n").flatMap((line) => {
    const [, dx, dy] = /^<g transform="translate\(([\d.]+) ([\d.]+)\)">$/.exec(line) ?? [];
    if (dx !== undefined) offsets.push([Number(dx), Number(dy)]);
    if (line === "</g>") offsets.pop();
    const [, x, y, width, height, look = ""] =
      /^<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="8" class="([^"]+)"/.exec(line) ?? [];
    if (x === undefined) return [];
    const left = Number(x) + offsets.reduce((sum, [by]) => sum + by, 0);
    const top = Number(y) + offsets.reduce((sum, [, by]) => sum + by, 0);
    return [{ left, top, right: left + Number(width), bottom: top + Number(height), look }];
  });
}

test.each(each)("the same swarm gives the same %s drawing", (_, draw) => {
  expect(draw(small())).toBe(draw(small()));
});

test.each(each)("a %s drawing has every node, task, port, network and storage, and what is down", (_, draw) => {
  const drawing = draw(small());
  for (const words of [
    ...["zone a", "zone b", "without a zone", "manager-1", "manager, leader", "manager-3", "worker-10", "drain"],
    ...["shop_web ×2", "shop_web 0 of 1 running", "8080→80/tcp", "9001/tcp (host)", "shop_back", "10.2.0.0/24"],
    ...["nfs 10.0.0.9:/srv/pages/web", "(server files)", "bind /srv/conf", "no other may fail"],
  ]) {
    expect(drawing).toContain(words);
  }
});

test.each(each)("a %s drawing of a swarm without a leader shows the declared nodes", (_, draw) => {
  expect(draw(leaderless())).toContain("manager-1 sees no leader");
  expect(draw(leaderless())).toContain("worker-1");
});

describe("a Mermaid flowchart", () => {
  test("shows services between their ports, networks and storage", () => {
    const lines = mermaidOf(small()).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        '  service2("shop_web<br>2 of 3 running<br>starting")',
        '  port2_1(["8080→80/tcp"]) --> service2',
        ...["  service2 --- network1", "  service2 --- network2", "  service2 --- storage1", "  service2 --- storage3"],
        '  network1{{"network shop_back<br>10.2.0.0/24"}}',
        '  storage3[("nfs 10.0.0.9:/srv/pages/web (server files)")]',
        "  class node2_2,service2 down",
      ]),
    );
  });

  test("leaves no character of a name to Mermaid or to a page", () => {
    const drawing = mermaidOf(hostile());
    expect(drawing).toContain("#60;script#62;alert(#34;1#34;)#60;/script#62;#38;#35;x26; #96;end#96; #93;");
    expect(drawing).toContain('["zone #34;#93; click"]');
    expect(drawing).not.toMatch(/<(?!br>)/);
  });
});

describe("an SVG drawing", () => {
  test("escapes every name", () => {
    const drawing = svgOf(hostile());
    expect(drawing).not.toContain("<script");
    expect(drawing).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;#x26; `end` ]");
  });

  test.each([
    ["5 nodes", small(), 5],
    ["30 nodes", large(), 30],
  ])("of %s keeps every box on the picture, and none over another of its kind", (_, topology, count) => {
    const svg = svgOf(topology);
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    const all = boxes(svg);
    const cards = all.filter(({ look }) => look.startsWith("card"));
    expect(cards).toHaveLength(count);
    for (const { right, bottom } of all) {
      expect(right).toBeLessThanOrEqual(Number(width));
      expect(bottom).toBeLessThanOrEqual(Number(height));
    }
    for (const kind of [cards, all.filter(({ look }) => look === "panel")]) {
      const apart = (a: (typeof all)[0], b: (typeof all)[0]) =>
        a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      expect(kind.flatMap((a, index) => kind.slice(index + 1).filter((b) => !apart(a, b)))).toEqual([]);
    }
  });

  test("says how many services of a node are not listed", () => {
    expect(svgOf(large()).match(/and 4 more services/g)).toHaveLength(30);
  });
});
