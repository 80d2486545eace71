// The npm package in Node, against the native library's answers to every case: `make web-test` makes them.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import * as api from "okta-normalizer";

const { NormalizerError, transform, transformMany, filter, explain, explainMany, schemas } = api;
const lines = readFileSync(process.env.ANSWERS, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const bytes = (hex) => Buffer.from(hex, "hex");

/** What the call gives, or the code that it throws. */
function attempt(call) {
  try {
    return call();
  } catch (error) {
    assert.ok(error instanceof NormalizerError, String(error));
    return { code: error.code };
  }
}

test("every case gives the bytes that the other faces give", () => {
  assert.ok(lines.length > 200, `${lines.length} cases`);
  for (const { name, schema, record, transform: expected, outcomes, explained } of lines) {
    const given = bytes(record);
    const document = attempt(() => ({ document: Buffer.from(transform(given, { schema })).toString("hex") }));
    assert.deepEqual(document, expected, name);

    const found = filter(given, { schema }).map(({ kind, record, error }) => ({
      kind,
      code: error?.code ?? null,
      record: Buffer.from(record).toString("hex"),
    }));
    assert.deepEqual(found, outcomes, name);

    const explanations = attempt(() => explainMany(given, { schema }));
    const plain = Array.isArray(explanations)
      ? explanations.map((one) => (one instanceof NormalizerError ? { code: one.code } : one))
      : explanations;
    const wanted = Array.isArray(explained) ? explained.map((one) => (one.json ? JSON.parse(one.json) : one)) : explained;
    assert.deepEqual(plain, wanted, name);
  }
});

const event = { eventType: "user.session.start", published: "2026-03-04T08:15:30.213Z", uuid: "1" };

test("a record may be text, bytes or an object", () => {
  const text = JSON.stringify(event);
  const document = transform(text, { schema: "ecs" });
  assert.equal(JSON.parse(document).event.id, "1");
  assert.equal(transform(event, { schema: "ecs" }), document);
  assert.equal(transform(new TextEncoder().encode(text), { schema: "ecs" }), document);
  assert.equal(JSON.parse(transform(event)).message, text, "sekoia unless said otherwise");
  for (const none of [5, null, undefined, new Map([["a", 1]]), new Set(), Promise.resolve(event), () => event]) {
    assert.throws(() => transform(none), TypeError);
  }
});

test("bytes may be any view of any realm", () => {
  const text = JSON.stringify(event);
  const bytes = new TextEncoder().encode(text);
  const padded = new TextEncoder().encode(`  ${text}  `);
  const foreign = runInNewContext(`new Uint8Array([${bytes.join()}])`);
  assert.ok(!(foreign instanceof Uint8Array));
  const views = [bytes.buffer, foreign, foreign.buffer, new DataView(padded.buffer, 2, bytes.length)];
  for (const given of views) assert.equal(transform(given), transform(text));
  assert.equal(transform(runInNewContext(`(${text})`)), transform(text), "an object of another realm");
});

test("errors are typed, with a code and a sentence", () => {
  const error = (() => {
    try {
      return transform("{");
    } catch (thrown) {
      return thrown;
    }
  })();
  assert.ok(error instanceof NormalizerError && error instanceof Error);
  assert.equal(error.code, "invalid_json");
  assert.equal(error.name, "NormalizerError");
  assert.match(error.message, /not valid JSON/);
  assert.throws(() => transform(event, { schema: "none" }), { code: "unknown_schema" });
  assert.throws(() => explain([event, event]), { code: "several_events" });
  assert.throws(() => explain([]), { code: "no_event" });
});

test("several events give several answers", () => {
  const answers = transformMany([event, { ...event, published: "soon" }], { schema: "ecs" });
  assert.equal(JSON.parse(answers[0]).event.action, event.eventType);
  assert.equal(answers[1].code, "invalid_timestamp");
});

test("an explanation leads from the document to the record and back", () => {
  const record = JSON.stringify({ message: JSON.stringify(event), stream: "stdout" });
  const { fields, inputs } = explain(record, { schema: "ecs" });
  const action = fields.find((field) => field.output === "/event/action");
  assert.equal(action.input, "/message/eventType");
  assert.equal(action.rule, "copied");
  assert.equal(record.slice(...action.span), action.value);
  assert.deepEqual(inputs.map((input) => input.input).sort(), ["/message/eventType", "/message/published", "/message/uuid", "/stream"]);
  assert.ok(inputs.every((input) => input.used));
});

test("the types name every schema, code and function", () => {
  const types = readFileSync(new URL("index.d.ts", folder), "utf8");
  for (const name of schemas()) assert.ok(types.includes(`"${name}"`), name);
  const errors = readFileSync(new URL("../../src/error.rs", import.meta.url), "utf8");
  const codes = [...errors.matchAll(/^ {4}\w+ = "(\w+)",$/gm)].map((match) => match[1]);
  assert.ok(codes.length >= 13);
  for (const code of codes) assert.ok(types.includes(`| "${code}"`), code);
  for (const name of Object.keys(api)) assert.match(types, new RegExp(`export (function|class) ${name}\\b`));
});

const folder = new URL("./", "file://" + createRequire(import.meta.url).resolve("okta-normalizer"));

test("it is small: 450 KB at most, all told", () => {
  const sizes = readdirSync(folder).map((file) => [file, statSync(new URL(file, folder)).size]);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  console.log(`package: ${total} bytes, the module ${Object.fromEntries(sizes)["okta_normalizer_bg.wasm"]}`);
  assert.ok(total <= 450 * 1024, `${total} bytes`);
});
