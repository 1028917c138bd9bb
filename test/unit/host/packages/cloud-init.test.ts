import { parseCloudInit } from "../../../../provisioners/host/packages/cloud-init";

describe("cloud-init", () => {
  test.each([
    ['{"status": "running", "errors": []}', { state: "running" }],
    ['{"status": "done", "recoverable_errors": {"WARNING": ["odd"]}}', { state: "done", warnings: ["WARNING: odd"] }],
    ['{"status": "error", "errors": ["no disk"]}\nstatus: error', { state: "failed", errors: ["no disk"] }],
    ["status: done", { state: "done", warnings: [] }],
    ["status: disabled", { state: "done", warnings: [] }],
  ])("%s", (output, expected) => expect(parseCloudInit(output)).toEqual(expected));
});
