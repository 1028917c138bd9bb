const MASK = "[secret]";
/** Shorter values are not looked for: they would mask half of any text. */
const SHORTEST = 8;
/** A line of a longer secret, such as one line of a key in a log. */
const SHORTEST_LINE = 24;

const LOOKS_SECRET = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bSWMTKN-[\w-]+/g,
  /\bSWMKEY-[\w+/=-]+/g,
];

/** Keeps the secrets of this process out of everything that it says. */
export class Redactor {
  private readonly secrets = new Set<string>();

  /** Remembers secret values, and the forms in which they may show up. */
  learn(values: Iterable<string>): void {
    for (const value of values) {
      if (value.length < SHORTEST) continue;
      const lines = value.split("\n").filter((line) => line.length >= SHORTEST_LINE && !line.startsWith("-----"));
      const forms = [value, value.trim(), JSON.stringify(value).slice(1, -1), Buffer.from(value).toString("base64")];
      for (const form of [...forms, ...lines]) if (form.length >= SHORTEST) this.secrets.add(form);
    }
  }

  /** The text without any of them. */
  text(text: string): string {
    let clean = text;
    // The longest first: a secret may be part of another one.
    for (const secret of [...this.secrets].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(secret, MASK);
    for (const pattern of LOOKS_SECRET) clean = clean.replace(pattern, MASK);
    return clean;
  }
}
