// Answers records with the module's raw face on V8, line by line, as `conformance::Process` asks:
//
//   node answer.mjs MODULE
//
// A line of the input is a schema, a space and a record in hexadecimal; one of the output is the answer in
// hexadecimal, or `! ` and what went wrong. The first line of the output is `ready`, or `! ` and why not.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const say = (line) => process.stdout.write(`${line}\n`);
const sentence = (error) => `! ${String(error).replaceAll("\n", " ")}`;

/** The module's exports; an empty import object refuses a module that imports anything. */
async function load(path) {
  const { instance } = await WebAssembly.instantiate(readFileSync(path), {});
  return instance.exports;
}

/** The answer to a record, called as Fluent Bit's filter calls it. */
function call({ memory, malloc, free, ...functions }, schema, record) {
  const place = malloc(record.length + 1);
  // Every call may grow the memory, and a grown memory has a new buffer.
  const room = new Uint8Array(memory.buffer, place, record.length + 1);
  room.set(record);
  room[record.length] = 0;
  const pointer = functions[`okta_to_${schema}`](0, 0, 0, 0, place, record.length) >>> 0;
  const guest = new Uint8Array(memory.buffer);
  const answer = Buffer.from(guest.slice(pointer, guest.indexOf(0, pointer)));
  free(place);
  return answer.toString("hex");
}

try {
  const exports = await load(process.argv[2]);
  say("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const [schema, record] = line.split(" ");
    try {
      say(call(exports, schema, Buffer.from(record, "hex")));
    } catch (error) {
      say(sentence(error));
    }
  }
} catch (error) {
  say(sentence(error));
}
