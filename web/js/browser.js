// The package in bundlers and browsers. They know `new URL(…, import.meta.url)` and put the module where it is found.

import init from "./okta_normalizer.js";

await init({ module_or_path: new URL("okta_normalizer_bg.wasm", import.meta.url) });

export * from "./api.js";
