import type { ListedObject } from "../../../provisioners/docker/client/objects";
import { objectsIn } from "../../../provisioners/docker/contents";
import type { DeepLook } from "../deep-look";
import { type Check, type Finding, finding } from "../finding";
import { fixCommand } from "../fix-command";

/** What a run makes is used by a service within this time. */
const YOUNG_MS = 3_600_000;

export const leftover: Check = {
  check: "leftover-objects",
  severity: "note",
  why: "Secrets and configs of earlier versions stay readable for managers, and hide which of them matter.",
  fix: `Remove them with \`${fixCommand("leftover-objects")}\`.`,
};

/**
 * Secrets and configs of stacks that no service uses, and none would after a rollback. What was made within the last hour
 * may belong to a run that is under way; what the state has is declared.
 */
export function leftoversIn({ stored, swarm, declared }: DeepLook, now: Date): ListedObject[] {
  if (!stored || !swarm) return [];
  const specs = [
    ...swarm.services.flatMap(({ Spec, PreviousSpec }) => [Spec.TaskTemplate, PreviousSpec?.TaskTemplate ?? {}]),
    ...swarm.tasks.filter(({ DesiredState }) => DesiredState === "running").map(({ Spec }) => Spec ?? {}),
  ];
  const used = new Set(specs.flatMap((spec) => objectsIn(spec).map(({ id }) => id)));
  const isYoung = ({ createdAt }: ListedObject) => now.getTime() - Date.parse(createdAt) < YOUNG_MS;
  return stored.objects.filter(
    (object) => !used.has(object.id) && !isYoung(object) && !declared.objects?.includes(object.name),
  );
}

export function leftoverFindings(look: DeepLook, now: Date): Finding[] {
  const found = leftoversIn(look, now);
  if (found.length === 0) return [];
  const names = found.map(({ kind, name }) => `${kind} ${name}`);
  const shown = names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
  return [finding(leftover, look.declared.name, `no service uses ${shown}`)];
}
