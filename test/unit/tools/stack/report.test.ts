import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ask, report } from "../../../../tools/stack/report";

describe("the report of npm start", () => {
  test("shows nodes, services and answers", () => {
    const text = report(
      {
        nodes: [{ name: "manager-1", role: "manager", address: "10.20.0.11", availability: "active" }],
        services: [{ stack: "web", name: "web_page", image: "page:1", running: 2, desired: 3 }],
        urls: { web: "http://127.0.0.1:8080" },
        endpoints: [{ name: "web", url: "http://127.0.0.1:8080" }],
      },
      [{ name: "web", url: "http://127.0.0.1:8080", answers: true, detail: "200 OK" }],
    );
    for (const part of ["manager-1", "10.20.0.11", "web_page", "2/3", "http://127.0.0.1:8080", "200 OK", "destroy"]) {
      expect(text).toContain(part);
    }
  });

  test("tells an answer from silence", async () => {
    let status = 200;
    const server = createServer((_, response) => response.writeHead(status, { connection: "close" }).end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const [url, closed] = [`http://${place}`, "http://127.0.0.1:1"];
    expect(await ask("web", [url], 0)).toMatchObject({ url, answers: true, detail: "200 OK" });
    expect(await ask("db", [`tcp://${place}`], 0)).toMatchObject({ answers: true, detail: "open" });
    expect(await ask("dns", ["udp://127.0.0.1:53"], 0)).toMatchObject({ answers: true, detail: "not asked" });
    // In host mode only nodes with a task answer.
    expect(await ask("web", [closed, url], 0)).toMatchObject({ url, answers: true });
    status = 401;
    expect(await ask("web", [url], 0)).toMatchObject({ answers: true, detail: "401 Unauthorized" });
    status = 503;
    expect(await ask("web", [url], 0)).toMatchObject({ answers: false, detail: "503 Service Unavailable" });
    expect(await ask("web", [`https://${place}`], 0)).toMatchObject({ answers: false });
    await new Promise((resolve) => server.close(resolve));
    expect(await ask("web", [url], 0)).toMatchObject({ answers: false, detail: expect.stringMatching(/ECONNREFUSED/) });
    expect(await ask("db", [`tcp://${place}`], 0)).toMatchObject({ answers: false });
  });
});
