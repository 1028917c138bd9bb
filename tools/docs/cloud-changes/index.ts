import { accessChanges } from "./access";
import type { Change } from "./change";
import { machineChanges } from "./machines";
import { placeChanges } from "./place";
import { poolMachineChanges } from "./pool-machines";
import { poolChanges } from "./pools";
import { storageChanges } from "./storage";

/**
 * What each change of each key of a cluster in a cloud does. A unit test plans every one of them and holds the plan against
 * the providers; the page of the clouds has the table.
 */
export const cloudChanges: readonly Change[] = [
  ...placeChanges,
  ...machineChanges,
  ...poolChanges,
  ...poolMachineChanges,
  ...accessChanges,
  ...storageChanges,
];
