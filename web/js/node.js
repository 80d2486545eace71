// The package in Node: the module is read from the file beside this one, so that the API needs no `await`.

import { readFileSync } from "node:fs";
import { initSync } from "./okta_normalizer.js";

initSync({ module: readFileSync(new URL("okta_normalizer_bg.wasm", import.meta.url)) });

export * from "./api.js";
