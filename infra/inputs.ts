import type { Input, Output } from "@pulumi/pulumi";

type Plain = string | number | boolean | bigint | null | undefined;

/** `T` with a promise or an output allowed at every level. */
export type Inputs<T> = unknown extends T
  ? // biome-ignore lint/suspicious/noExplicitAny: a value of any shape, outputs inside it included.
    any
  : [T] extends [Plain]
    ? Input<T>
    : [T] extends [ReadonlyArray<infer E>]
      ? Input<Inputs<E>[]>
      : Input<Fields<T>>;

/** The same for the fields of `T`, which itself is a plain object: the arguments of a resource. */
export type Fields<T> = { [K in keyof T]: Inputs<Exclude<T[K], undefined>> };

/** The fields of `T` as a resource shows them. */
export type Outputs<T> = { readonly [K in keyof T]-?: Output<T[K]> };
