import type { z } from "zod";
import type { Session } from "../core/session";
import type { HandlerContext } from "./handler-context";
import type { Properties } from "./wire";

type AnyObject = z.ZodObject;

/** The context of a handler that makes or changes its resource. */
export interface ResourceContext<Outputs> extends HandlerContext {
  /**
   * Says that the resource exists from now on. If the handler fails later, the engine keeps this ID and these outputs
   * and the next `up` repairs the resource through `update`. The ID is never encrypted: it must not hold a secret.
   */
  exists(id: string, outputs: Outputs): void;
}

/** A mistake in the inputs. */
export interface Problem {
  /** Path of the property, such as `managers[0].address`. */
  property: string;
  /** What is wrong and how to put it right. */
  reason: string;
}

export interface Diff {
  /** Properties that changed: what the engine shows, and what `replaceOnChanges` is compared with. */
  changed?: string[];
  /** Properties whose change replaces the resource. */
  replaces?: string[];
  /** True when `update` has something to do. */
  changes: boolean;
  deleteBeforeReplace?: boolean;
}

/** What an update is for. */
export interface UpdateReason {
  /** Names of the inputs that differ from the state, without passive ones. */
  inputs: string[];
  /** The last create or update failed, or a refresh found it drifted: the resource may not be as its state says. */
  unfinished: boolean;
  /** Names from `claims` that updates which failed may have set: no longer declared, they are to be taken back. */
  attempted: string[];
}

/** What the engine knows of a resource: its last inputs and outputs in one object. */
export type State<I extends AnyObject, O extends AnyObject> = z.output<I> & z.output<O>;

/**
 * One kind of resource: its schema and what to do. Create, update and delete first look at what is there, so that a
 * killed run repairs itself at the next one.
 */
export interface Resource<I extends AnyObject = AnyObject, O extends AnyObject = AnyObject> {
  /** As in the token `swarm:index:<name>`. */
  name: string;
  description: string;
  inputs: I;
  /** Outputs beside the inputs, which are outputs too. */
  outputs: O;
  /** Checks beyond the schema; called only when every input that it reads is known, and all fit the schema. */
  check?(inputs: z.output<I>, session?: Session): Problem[];
  /** Notes in the session what other resources need to know of this one; called with each state that the engine shows. */
  note?(session: Session, state: State<I, O>): void;
  /** What the user should know in a preview although nothing is wrong; called where `check` would be. */
  warnings?(inputs: z.output<I>): string[];
  /** The inputs that `check` and `warnings` read; default all. They need not wait for the others, which may be unknown. */
  reads?: readonly (keyof z.output<I> & string)[];
  /**
   * What the resource as it is must not be changed to; called in previews too, once every input is known. No problem is
   * reported for a resource that is replaced.
   */
  checkChange?(state: State<I, O>, inputs: z.output<I>): Problem[];
  /** As `checkChange`, always called: what can be told from the plan although some inputs may be `UNKNOWN`. */
  checkPlan?(state: State<I, O>, inputs: Properties): Problem[];
  /**
   * Names of what these inputs set beside what others set, such as labels: declared no more, they are removed. Those of an
   * update that failed are kept in the state for the next one, as its inputs are not.
   */
  claims?(inputs: z.output<I>): string[];
  /** Default, and handed on as `usual`: any changed input is a change, and those marked `replaces` replace. */
  diff?(state: State<I, O>, inputs: z.output<I>, usual: Diff, session?: Session): Diff;
  /**
   * Whether a replaced one stays until the new one is there. Default: it goes first, as two of a kind cannot share a host,
   * an address or a name. In previews `inputs` may hold `UNKNOWN`.
   */
  createFirst?(state: State<I, O>, inputs: Properties): boolean;
  /**
   * What the outputs will be, or an error that `create` or `update` would end with; only reads. Called in a preview
   * where every input is known; without it a preview says that outputs are open.
   */
  preview?(context: HandlerContext, inputs: z.output<I>, state?: State<I, O>): Promise<z.output<O>>;
  create(context: ResourceContext<z.output<O>>, inputs: z.output<I>): Promise<{ id: string; outputs: z.output<O> }>;
  /**
   * The resource as it is now; `undefined` when it is gone. Without it a refresh leaves the state as it is. Where it
   * differs in what no input shows, `drifted` makes the next `up` call `update`; without a value it stays what it was.
   */
  read?(
    context: HandlerContext,
    id: string,
    state: State<I, O>,
  ): Promise<{ inputs: z.output<I>; outputs: z.output<O>; drifted?: boolean } | undefined>;
  /**
   * Without it every change replaces.
   * @param change Default: anything may have changed.
   */
  update?(
    context: ResourceContext<z.output<O>>,
    id: string,
    state: State<I, O>,
    inputs: z.output<I>,
    change?: UpdateReason,
  ): Promise<z.output<O>>;
  delete?(context: HandlerContext, id: string, state: State<I, O>): Promise<void>;
}

/** Gives a resource its exact type where it is defined. */
export function defineResource<I extends AnyObject, O extends AnyObject>(resource: Resource<I, O>): Resource<I, O> {
  return resource;
}
