// Calls the module's raw face on V8 for each record given, and compares the answer byte for byte.
//
//   node replay.mjs MODULE < answers
//
// Each line of the input is a JSON object: `name`, `function`, and `record` and `answer` in hexadecimal. The last
// line printed is `N passed, N failed`; the exit status is 1 if any failed.

import { readFileSync } from "node:fs";

const bytes = readFileSync(process.argv[2]);
// An empty import object: a module that imports anything is refused here.
const { instance } = await WebAssembly.instantiate(bytes, {});
const { memory, malloc, free, ...functions } = instance.exports;

/** The answer to a record, called as Fluent Bit's filter calls it. */
function call(name, record) {
  const place = malloc(record.length + 1);
  // Every call may grow the memory, and a grown memory has a new buffer.
  const room = new Uint8Array(memory.buffer, place, record.length + 1);
  room.set(record);
  room[record.length] = 0;
  const pointer = functions[name](0, 0, 0, 0, place, record.length) >>> 0;
  const guest = new Uint8Array(memory.buffer);
  const answer = Buffer.from(guest.slice(pointer, guest.indexOf(0, pointer)));
  free(place);
  return answer;
}

let passed = 0;
let failed = 0;
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { name, function: exported, record, answer } = JSON.parse(line);
  let found;
  try {
    found = call(exported, Buffer.from(record, "hex"));
  } catch (error) {
    found = Buffer.from(String(error));
  }
  if (found.equals(Buffer.from(answer, "hex"))) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`${name}\n  expected: ${Buffer.from(answer, "hex")}\n  found:    ${found}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
