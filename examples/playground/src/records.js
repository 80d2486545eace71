// Text to records: what the host does in a pipeline. What is an event in them is the normaliser's business.

/**
 * The records of a text, each as its own text: one JSON value, the elements of a list, or lines.
 * A list is cut here, so that a page of thousands becomes thousands of rows.
 */
export function split(text) {
  const whole = text.replace(/^\uFEFF/, "").trim();
  if (whole === "") return [];
  if (isJson(whole)) return whole.startsWith("[") ? elements(whole) : [whole];
  const lines = whole.split(/\r?\n/).filter((line) => line.trim() !== "");
  // Where no line is JSON, it is one broken record, not many.
  return lines.length > 1 && lines.slice(0, 50).some(isJson) ? lines : [whole];
}

export function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The elements of a list that is valid JSON, each as it stands. An empty list is itself a record. */
function elements(list) {
  const found = [];
  let depth = 0;
  let start = 1;
  for (let at = 0; at < list.length; at += 1) {
    const character = list[at];
    if (character === '"') {
      at += 1;
      while (list[at] !== '"') at += list[at] === "\\" ? 2 : 1;
    } else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if ((depth === 1 && character === ",") || depth === 0) {
      const element = list.slice(start, at).trim();
      if (element !== "") found.push(element);
      start = at + 1;
    }
  }
  return found.length > 0 ? found : [list];
}
