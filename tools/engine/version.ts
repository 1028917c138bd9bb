/** The engine that is installed when there is none: the one everything is tested with. */
export const engineVersion = "3.259.0";

/**
 * The oldest CLI on PATH that is taken instead: plugins by path, `deletedWith` and package schemas all work there,
 * and it speaks the same engine protocol as the SDK in package.json. Older ones are ignored, not changed.
 */
export const minimumVersion = "3.200.0";
