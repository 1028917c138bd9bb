import { shown as shownOutputs } from "../../../../../infra/outputs";
import { program } from "../../../../../infra/program";
import type { Environment } from "../../../../../infra/settings/environment";
import { configured } from "../../../configured";
import { type Before, type Recorded, record, settled } from "../../../recorded";
import { schemaProblems, unknownInputs } from "./schemas/check";
import { nameProblems } from "./schemas/names";

/**
 * Declares a program, waits until every resource is registered, and holds them against the providers' packages.
 * @param before The state of the run before
 */
export async function declare(values: Record<string, unknown>, before?: Before, near?: Environment) {
  const recorded = await record(false, before);
  jest.spyOn(console, "warn").mockImplementation(() => {});
  jest.spyOn(console, "log").mockImplementation(() => {});
  const outputs = program(configured(values, near));
  const [nodes, urls, endpoints] = await Promise.all([
    settled(shownOutputs(outputs).nodes),
    settled(outputs.urls),
    settled(outputs.endpoints),
  ]);
  await drained(recorded);
  // A cloud's provider knows no resource of ours.
  const ours = recorded.filter(({ type, provider }) => type.startsWith("swarm:") && provider);
  expect(ours.map(({ type, name, provider }) => `${type} ${name} by ${provider}`)).toEqual([]);
  expect([...schemaProblems(recorded), ...unknownInputs(recorded), ...nameProblems(recorded)]).toEqual([]);
  return { recorded, outputs, nodes, urls, endpoints };
}

/** Waits for resources that no output waits for: rules, attachments. */
export async function drained(recorded: readonly Recorded[]): Promise<void> {
  for (let rounds = 0, count = -1; count !== recorded.length || rounds < 5; rounds++) {
    count = recorded.length;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The key by which the engine knows a secret. */
const secretMark = "4dabf18193072939515e22adb298388d";

/** Inputs with `[secret]` where a secret is. */
export function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  if (secretMark in value) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shown(each)]));
}

/** The text inside a secret. */
export const revealed = (value: unknown): string => (value as { value: string }).value;

/** Resources of one cloud as `type name` to inputs; types without their module. */
export function plan(recorded: readonly Recorded[], cloud: string): Record<string, unknown> {
  const ours = recorded.filter(({ type }) => type.startsWith(`${cloud}:`));
  return Object.fromEntries(ours.map(({ type, name, inputs }) => [`${type.split(":").at(-1)} ${name}`, shown(inputs)]));
}

/** One resource by type and name. */
export function find(recorded: readonly Recorded[], type: string, name: string): Recorded {
  const found = recorded.find((each) => each.type.endsWith(`:${type}`) && each.name === name);
  if (!found) throw new Error(`no ${type} ${name}; there are ${recorded.map((each) => each.name).join(", ")}`);
  return found;
}
