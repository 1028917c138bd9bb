/** Fields by their key. Each is a schema of zod's, which those who only use a source need not know. */
export type Fields = Readonly<Record<string, { readonly description?: string }>>;

/** Keys that one source of machines adds to the configuration, by the object that holds them. */
export interface SourceKeys {
  /** Keys beside `source` and `stacks`. */
  readonly top?: Fields;
  /** Keys of each of `pools`. */
  readonly pool?: Fields;
  /** Keys of `nfs`. */
  readonly nfs?: Fields;
  /** Keys of `cloud`. */
  readonly cloud?: Fields;
  /** Keys of `cloud.nfs`. */
  readonly cloudNfs?: Fields;
}

/** What the descriptions of the keys that all clouds share say of one cloud. */
export interface CloudTexts {
  /** A region, such as `fra1`. */
  readonly region: string;
  /** The size of machines for which the configuration names none. */
  readonly size: string;
  /** The images to choose from. */
  readonly image: string;
  /** The login user by default. */
  readonly user: string;
  /** Kinds of shared storage beside a machine with a volume, each with its name in a sentence. */
  readonly storage?: Readonly<Record<string, string>>;
}

/** What the schema of the configuration needs to know of a source of machines. */
export interface SourceSchema {
  /** Value of the key `source`. */
  readonly name: string;
  /** The source in a sentence: `a lab`. */
  readonly title: string;
  readonly keys: SourceKeys;
  /** For a cloud only. */
  readonly cloud?: CloudTexts;
}

/** A source that is a cloud. */
export type CloudSchema = SourceSchema & { readonly cloud: CloudTexts };
