// Serves the built page at http://127.0.0.1:8080 (or PORT), to this machine only.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const page = readFileSync(new URL("../../dist/playground/index.html", import.meta.url));
const port = Number(process.env.PORT ?? 8080);
createServer((request, response) => {
  const found = request.url === "/";
  response.writeHead(found ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
  response.end(found ? page : "");
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}`));
