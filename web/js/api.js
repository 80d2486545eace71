// The API over wasm-bindgen's glue, which must have been initialised. `index.d.ts` documents it.

import * as glue from "./okta_normalizer.js";

const encoder = new TextEncoder();

/** The sentence for each code; read on first use, because the module may not be there yet. */
let messages;
function messageOf(code) {
  messages ??= new Map(glue.errors().map((error) => split(error)));
  return messages.get(code) ?? code;
}

export class NormalizerError extends Error {
  constructor(code) {
    super(messageOf(code));
    this.name = "NormalizerError";
    this.code = code;
  }
}

/** At the first blank. */
function split(text) {
  const at = text.indexOf(" ");
  return [text.slice(0, at), text.slice(at + 1)];
}

/**
 * A record as bytes. An object becomes JSON: its numbers are then what JavaScript made of them. Told apart by what they are, not
 * by whose: bytes may come from another realm, as from a frame or a test runner. What would become `{}` is refused.
 */
function bytes(record) {
  if (typeof record === "string") return encoder.encode(record);
  if (ArrayBuffer.isView(record)) return new Uint8Array(record.buffer, record.byteOffset, record.byteLength);
  const kind = Object.prototype.toString.call(record);
  if (kind === "[object ArrayBuffer]") return new Uint8Array(record);
  if (kind === "[object Object]" || kind === "[object Array]") return encoder.encode(JSON.stringify(record));
  throw new TypeError("a record is a string, bytes or an object");
}

/** Calls the module. It throws an error's code, and nothing else. */
function call(name, record, { schema = "sekoia" } = {}) {
  const given = bytes(record);
  try {
    return glue[name](given, String(schema));
  } catch (thrown) {
    throw typeof thrown === "string" ? new NormalizerError(thrown) : thrown;
  }
}

/** A list of answers, each a letter and what it says. */
function each(answers, read) {
  return answers.map((answer) => {
    const rest = answer.slice(1);
    return answer[0] === "E" ? new NormalizerError(rest) : read(rest, answer[0]);
  });
}

export function transform(record, options) {
  return call("transform", record, options);
}

export function transformMany(record, options) {
  return each(call("transformMany", record, options), (document) => document);
}

export function filter(record, options) {
  return each(call("filter", record, options), (rest, kind) => {
    if (kind === "D") return { kind: "document", record: rest };
    if (kind === "U") return { kind: "unchanged", record: rest };
    const [code, failed] = split(rest);
    return { kind: "failed", record: failed, error: new NormalizerError(code) };
  });
}

export function explainMany(record, options) {
  return each(call("explainMany", record, options), JSON.parse);
}

export function explain(record, options) {
  const explanations = explainMany(record, options);
  if (explanations.length !== 1) {
    throw new NormalizerError(explanations.length > 1 ? "several_events" : "no_event");
  }
  if (explanations[0] instanceof NormalizerError) throw explanations[0];
  return explanations[0];
}

export function schemas() {
  return glue.schemas();
}
