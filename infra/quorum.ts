/** Managers that must be up for the swarm to accept changes. */
export function majority(managers: number): number {
  return Math.floor(managers / 2) + 1;
}

/** Managers that may be lost at the same time. */
export function tolerated(managers: number): number {
  return managers - majority(managers);
}

/** What an even number of managers costs; `undefined` for an odd one. */
export function quorumWarning(managers: number): string | undefined {
  if (managers % 2 === 1) return undefined;
  const fewer = managers - 1;
  return (
    `${managers} managers survive ${losses(managers)}: ${majority(managers)} of ${managers} are needed. ` +
    `${fewer} ${fewer === 1 ? "manager survives" : "managers survive"} as much with one machine less; ` +
    `${managers + 1} managers survive ${losses(managers + 1)}.`
  );
}

function losses(managers: number): string {
  const lost = tolerated(managers);
  return lost === 0 ? "no loss" : `the loss of ${lost}`;
}
