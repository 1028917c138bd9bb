import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { run } from "../../../../../infra/program";
import { SwarmError } from "../../../../../provisioners/core/errors";
import { configured } from "../../../configured";
import { record } from "../../../recorded";
import { declare, drained } from "./plan";

// Under jest the clouds' packages take seconds to load.
jest.setTimeout(60_000);

const admins = ["203.0.113.7/32"];
const aws = { source: "aws", cloud: { region: "eu-central-1", admins } };
const digitalOcean = { source: "digitalocean", cloud: { region: "fra1", admins, nfs: { volumeId: "v-1" } } };

/** An error as the engine answers with it. */
const refusing = (details: string) => Object.assign(new Error(details), { code: 2, details });

afterEach(() => pulumi.runtime.setAllConfig({}));

test.each([
  [
    "aws",
    aws,
    { region: "eu-central-1", profile: "work", token: "S3CRET", maxRetries: "5", defaultTags: '{"tags":{"a":"b"}}' },
  ],
  ["digitalocean", digitalOcean, { token: "S3CRET", requestsPerSecond: "3" }],
])(
  "%s: one provider for everything has the place's region and what the user has set for the default one",
  async (source, values, expected) => {
    const { region: _, ...own } = expected as Record<string, string>;
    const config = { ...own, ...(source === "aws" && { defaultTags: { tags: { a: "b" } } }) };
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    const raw = Object.fromEntries(Object.entries(config).map(([key, value]) => [`${source}:${key}`, text(value)]));
    pulumi.runtime.setAllConfig({ ...raw, "other:token": "x" }, [`${source}:token`]);
    const { recorded } = await declare(values);
    const providers = recorded.filter(({ type }) => type.startsWith("pulumi:providers:"));
    expect(providers.map(({ type, name }) => `${type} ${name}`)).toEqual([`pulumi:providers:${source} ${source}`]);
    const { token, ...inputs } = providers[0]?.inputs ?? {};
    expect(inputs).toMatchObject(Object.fromEntries(Object.entries(expected).filter(([key]) => key !== "token")));
    expect(token).toMatchObject({ value: "S3CRET" });
    const ours = recorded.filter(({ type }) => type.startsWith(`${source}:`));
    expect(ours.filter(({ provider }) => !provider?.includes(`providers:${source}::${source}::`))).toEqual([]);
  },
);

test("AWS: keys in the environment are enough, and are not written into the state", async () => {
  const { recorded } = await declare(aws);
  const inputs = recorded.find(({ type }) => type === "pulumi:providers:aws")?.inputs ?? {};
  expect(inputs.region).toBe("eu-central-1");
  for (const key of ["accessKey", "secretKey", "token", "profile"]) expect(inputs[key]).toBeUndefined();
});

test.each([
  [
    "DigitalOcean",
    digitalOcean,
    "GET https://api.digitalocean.com/v2/sizes: 401 Unable to authenticate you",
    "DIGITALOCEAN_TOKEN (not set), DIGITALOCEAN_ACCESS_TOKEN (not set), digitalocean:token in the stack's configuration (not set)",
    "pulumi config set --secret digitalocean:token",
  ],
  [
    "AWS",
    aws,
    "No valid credential sources found",
    "AWS_ACCESS_KEY_ID (not set), AWS_PROFILE (not set)",
    "export AWS_PROFILE",
  ],
  ["AWS", aws, "operation error STS: api error InvalidClientTokenId", "~/.aws", "aws configure"],
])(
  "%s: a preview without valid credentials ends in one error, before anything else is asked",
  async (title, values, answer, where, fix) => {
    const names = ["DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"];
    const kept = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) delete process.env[name];
    const recorded = await record(true);
    jest
      .spyOn(MockMonitor.prototype, "invoke")
      .mockImplementation(async (_request, callback) => callback(refusing(answer), undefined));
    const error: unknown = await run(configured(values)).catch((reason: unknown) => reason);
    for (const [name, value] of kept) if (value !== undefined) process.env[name] = value;
    expect(error).toBeInstanceOf(SwarmError);
    expect(error).toMatchObject({
      code: "CLOUD_CREDENTIALS",
      summary: expect.stringContaining(title),
      fix: expect.stringContaining(fix),
    });
    expect((error as SwarmError).message).toContain(where);
    await drained(recorded);
    expect(recorded.filter(({ type }) => !type.startsWith("pulumi:"))).toEqual([]);
  },
);

test("another error of the cloud is shown as it is", async () => {
  await record(true);
  jest
    .spyOn(MockMonitor.prototype, "invoke")
    .mockImplementation(async (_request, callback) => callback(refusing("UnauthorizedOperation"), undefined));
  await expect(run(configured(aws))).rejects.toThrow(/UnauthorizedOperation/);
});
