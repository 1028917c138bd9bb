import type { SwarmSpec } from "../../docker/shapes";
import type { SpecSettings } from "./settings-schema";

type Key = keyof SpecSettings;
type Section = "Orchestration" | "Dispatcher" | "Raft" | "CAConfig" | "EncryptionConfig";

interface SettingPath {
  section: Section;
  key: string;
  /** Docker's units in one of ours. */
  unit?: number;
  /** What Docker sets without being told. */
  standard: number | boolean;
}

const SECOND = 1e9;
const HOUR = 3_600 * SECOND;

const paths: Record<Key, SettingPath> = {
  taskHistoryLimit: { section: "Orchestration", key: "TaskHistoryRetentionLimit", standard: 5 },
  dispatcherHeartbeat: { section: "Dispatcher", key: "HeartbeatPeriod", unit: SECOND, standard: 5 },
  snapshotInterval: { section: "Raft", key: "SnapshotInterval", standard: 10_000 },
  keepOldSnapshots: { section: "Raft", key: "KeepOldSnapshots", standard: 0 },
  logEntriesForSlowFollowers: { section: "Raft", key: "LogEntriesForSlowFollowers", standard: 500 },
  certificateExpiry: { section: "CAConfig", key: "NodeCertExpiry", unit: HOUR, standard: 2_160 },
  autolock: { section: "EncryptionConfig", key: "AutoLockManagers", standard: false },
};
const keys = Object.keys(paths) as Key[];

/** Names of the settings that are declared. */
export function declaredSettings(declared: SpecSettings): Key[] {
  return keys.filter((name) => declared[name] !== undefined);
}

/**
 * The specification with the settings that are declared. One that was declared before (`previous`) and is no more gets
 * Docker's default; everything else stays as it is.
 */
export function withSettings(spec: SwarmSpec, wanted: SpecSettings, previous: readonly string[]): SwarmSpec {
  const changed = { ...spec };
  for (const name of keys) {
    const { section, key, unit = 1, standard } = paths[name];
    const value = wanted[name] ?? (previous.includes(name) ? standard : undefined);
    if (value === undefined) continue;
    changed[section] = { ...changed[section], [key]: typeof value === "number" ? value * unit : value };
  }
  return changed;
}

/** The declared settings as they are in the swarm, for a refresh to compare. */
export function settingsIn(spec: SwarmSpec, declared: SpecSettings): SpecSettings {
  const found = declaredSettings(declared).map((name) => {
    const { section, key, unit = 1, standard } = paths[name];
    const value = (spec[section] as Record<string, unknown> | undefined)?.[key];
    // Docker leaves zero and false out of its replies.
    const known = value ?? (typeof standard === "boolean" ? false : 0);
    return [name, typeof known === "number" ? known / unit : known];
  });
  return Object.fromEntries(found) as SpecSettings;
}
