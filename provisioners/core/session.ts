/**
 * What one run of the plugin remembers, in parts. Each part is a class of the layer that needs it, made when it is first
 * asked for; two sessions share nothing.
 */
export class Session {
  private readonly parts = new Map<new () => unknown, unknown>();

  /** The one instance of this class in the session. */
  get<T>(part: new () => T): T {
    const known = this.parts.get(part) as T | undefined;
    if (known !== undefined) return known;
    const made = new part();
    this.parts.set(part, made);
    return made;
  }
}
