/** What scripts can rely on. */
export const exitCodes = {
  fine: 0,
  /** Something needs attention. */
  attention: 1,
  /** The command could not find out: no state, no machine in reach, or wrong arguments. */
  unknown: 2,
} as const;
