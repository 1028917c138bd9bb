import type { Network, NetworkSpec } from "./client/networks";

/**
 * What a network has otherwise than wanted: `internal is false and should be true`. Subnets and options that are not
 * wanted do not count: Docker chooses subnets, and adds options of its own.
 */
export function networkDifferences(found: Network, wanted: NetworkSpec): string[] {
  const { Driver, Attachable = false, Internal = false, Options = {}, Labels = {} } = wanted;
  const counts = ([key]: [string, string]) => key in Options || key === "encrypted";
  const options = Object.fromEntries(Object.entries(found.Options ?? {}).filter(counts));
  return [
    ...difference("driver", found.Driver, Driver),
    ...difference("attachable", found.Attachable, Attachable),
    ...difference("internal", found.Internal, Internal),
    ...difference("options", sorted(options), sorted(Options)),
    ...difference("labels", sorted(found.Labels ?? {}), sorted(Labels)),
    ...subnetDifference(found, wanted),
  ];
}

function subnetDifference(found: Network, { IPAM }: NetworkSpec): string[] {
  const wanted = IPAM?.Config ?? [];
  if (wanted.length === 0) return [];
  const there = (found.IPAM?.Config ?? []).map(({ Subnet, Gateway }) => ({ Subnet, Gateway }));
  const has = ({ Subnet, Gateway }: (typeof wanted)[number]) =>
    there.some((one) => one.Subnet === Subnet && (Gateway === undefined || one.Gateway === Gateway));
  return wanted.every(has) && there.length === wanted.length ? [] : difference("subnets", there, wanted);
}

function difference(what: string, is: unknown, should: unknown): string[] {
  const [found, declared] = [JSON.stringify(is), JSON.stringify(should)];
  return found === declared ? [] : [`${what} is ${found} and should be ${declared}`];
}

const sorted = (record: Record<string, string>) => Object.fromEntries(Object.entries(record).sort());
