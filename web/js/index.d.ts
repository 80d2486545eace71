/**
 * A record: its JSON text, the bytes of it, or the plain object or array that it is. Only text and bytes keep every digit. Anything
 * else is a `TypeError`, as are a `Map`, which JSON has no form for, and a `Promise`.
 */
export type LogRecord = string | ArrayBufferView | ArrayBuffer | object;

/** The name of an output schema. Newer versions may know more. */
export type Schema = "sekoia" | "ecs" | "ecs_lean" | (string & {});

export interface Options {
  /** What comes out; `sekoia` unless said otherwise. */
  schema?: Schema;
}

/** The codes of errors. Newer versions may know more. */
export type ErrorCode =
  | "invalid_json"
  | "invalid_utf8"
  | "not_an_object"
  | "not_an_okta_event"
  | "invalid_timestamp"
  | "record_too_large"
  | "record_unavailable"
  | "module_failed"
  | "out_of_memory"
  | "several_events"
  | "no_event"
  | "okta_api_error"
  | "okta_inline_hook"
  | "unknown_schema"
  | (string & {});

/** Why a record was not normalised. `message` says what to do; neither holds text from the record. */
export class NormalizerError extends Error {
  constructor(code: ErrorCode);
  readonly name: "NormalizerError";
  readonly code: ErrorCode;
}

/**
 * The document of a record that carries one event, as JSON text: the same bytes in every host.
 * @throws {NormalizerError}
 */
export function transform(record: LogRecord, options?: Options): string;

/**
 * The document, or the error, of each event of a record that may carry any number of them.
 * @throws {NormalizerError} for what is wrong with the record as a whole
 */
export function transformMany(record: LogRecord, options?: Options): (string | NormalizerError)[];

/** What travels on for one event of a record. */
export type Outcome =
  /** The document. */
  | { kind: "document"; record: string }
  /** The record, which claims nothing that is Okta's. */
  | { kind: "unchanged"; record: string }
  /** The error record, and the error. */
  | { kind: "failed"; record: string; error: NormalizerError };

/**
 * What travels on for each event of a record; nothing for an envelope without an event.
 * @throws {NormalizerError} for an unknown schema only
 */
export function filter(record: LogRecord, options?: Options): Outcome[];

/** How a field was made: as it stands, as JSON text, computed or looked up, or the same in every document. */
export type Rule = "copied" | "text" | "derived" | "constant";

/** A field of a document, and where it comes from. */
export interface Field {
  /** JSON pointer into the document. */
  output: string;
  value: unknown;
  rule: Rule;
  /** JSON pointer into the record, which goes on into text: `/message/actor/id`. */
  input?: string;
  /** The bytes (not characters) of the record that it comes from: the first, and the one behind the last. */
  span?: [number, number];
}

/** A value of the record. */
export interface Input {
  /** JSON pointer into the record. */
  input: string;
  /** Its bytes in the record. */
  span: [number, number];
  /** Whether a field was made from it; one that carries the event's whole text does not count. */
  used: boolean;
  /** Whether it is `null`, or an empty string, object or array. */
  empty: boolean;
}

/** What a document is made of, and what the record holds. */
export interface Explanation {
  fields: Field[];
  inputs: Input[];
}

/**
 * Where each field of the document comes from, and what of the record is not used.
 * @throws {NormalizerError}
 */
export function explain(record: LogRecord, options?: Options): Explanation;

/**
 * The same for each event of a record.
 * @throws {NormalizerError} for what is wrong with the record as a whole
 */
export function explainMany(record: LogRecord, options?: Options): (Explanation | NormalizerError)[];

/** The names of the schemas. */
export function schemas(): string[];
