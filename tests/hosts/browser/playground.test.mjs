// The built playground in headless Chromium, opened from disk: drop a file, switch schema, point, export.
//
// Screenshots at three widths, light and dark, are left in the folder that SCREENSHOTS names.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

const { PLAYGROUND, EVENTS, SCREENSHOTS, CHROMIUM = "/usr/bin/chromium" } = process.env;
const WIDTHS = [390, 820, 1440];
const lines = readFileSync(EVENTS, "utf8").trim().split("\n");

let browser;
let page;
const asked = [];
const problems = [];

before(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(`file://${PLAYGROUND}`);
  await page.waitForSelector("#output .leaf");
});

after(() => browser?.close());

/** Drops a file of that text on the page. */
async function drop(name, text) {
  const transfer = await page.evaluateHandle(([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name));
    return transfer;
  }, [name, text]);
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}

const line = (tree, pointer) => page.locator(`#${tree} .line[data-pointer="${pointer}"]`);
const lit = (tree) => page.locator(`#${tree} .lit`).evaluateAll((all) => all.map((one) => one.dataset.pointer));
const schema = (name) => page.check(`#schema input[value=${name}]`);

/** Pictures at every width, light and dark. Nothing may be wider than the window. */
async function pictures(name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name} is ${wide} pixels too wide at ${width}`);
      await page.screenshot({ path: `${SCREENSHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true, style: ".link { position: static !important; }" });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("a sample is there at once, with its story", async () => {
  assert.match(await page.textContent(".promise"), /Nothing leaves this page/);
  const story = await page.textContent(".story");
  assert.match(story, /^Alan Admin.*→Add user to group membership→/);
  assert.match(await page.textContent(".facts"), /SUCCESS.*group\.user_membership\.add/);
});

test("pointing at a field of the document lights up where it comes from", async () => {
  await line("output", "/event/action").hover();
  assert.deepEqual(await lit("input"), ["/eventType"]);
  assert.match(await page.textContent("#link"), /event\.action ← eventType copied/);
});

test("pointing at a field of the record lights up what became of it", async () => {
  await line("input", "/actor/alternateId").hover();
  const found = await lit("output");
  assert.ok(found.includes("/okta/system/actor/alternate_id"), String(found));
  assert.ok(found.length >= 1);
  await pictures("event");
});

test("the keyboard does the same", async () => {
  await page.focus("#output");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  const [first, second] = await page.locator("#output .leaf").evaluateAll((all) => all.map((one) => one.dataset.pointer));
  assert.notEqual(first, second);
  assert.equal(await page.locator("#output .chosen").getAttribute("data-pointer"), second);
  assert.equal((await lit("input")).length, 1);
});

test("what a schema does not use is greyed and counted; another schema uses more", async () => {
  const unused = async () => page.locator("#input .unused").count();
  const counted = async () => {
    const button = page.locator(".coverage button");
    return (await button.count()) ? Number.parseInt(await button.textContent(), 10) : 0;
  };
  const sekoia = await unused();
  assert.ok(sekoia > 0);
  assert.equal(await counted(), sekoia);
  await page.click(".coverage button");
  assert.equal(await page.locator("#input .leaf:visible").count(), sekoia);
  await schema("ecs");
  await page.waitForSelector('#output .line[data-pointer="/ecs/version"]');
  const ecs = await unused();
  assert.ok(ecs < sekoia, `${ecs} of ecs, ${sekoia} of sekoia`);
  assert.equal(await counted(), ecs);
});

test("an event that is text is shown as a tree", async () => {
  await page.selectOption("#samples", { label: "Session start, as text under message" });
  await page.waitForSelector('#input .line[data-pointer="/message/eventType"]');
  await line("output", "/event/action").hover();
  assert.deepEqual(await lit("input"), ["/message/eventType"]);
});

test("an error is shown in place, with its code and what to do", async () => {
  await page.selectOption("#samples", { label: "A line cut on the way" });
  await page.waitForSelector(".advice");
  assert.match(await page.textContent(".advice"), /invalid_json.*look for a line cut/);
  assert.match(await page.textContent("mark"), /ends here/);
  assert.match(await page.textContent("#output"), /pipeline_error/);
  await pictures("error");
});

test("a dropped file of thousands: types, outcomes, errors, list", async () => {
  // Every record some hundred times, a minute apart.
  const many = Array.from({ length: 3000 }, (_, at) =>
    lines[at % lines.length].replaceAll("2026-03-04T08", `2026-03-04T${String(8 + Math.floor(at / 300)).padStart(2, "0")}`));
  await drop("okta.ndjson", many.join("\n"));
  await page.waitForFunction(() => /events$/.test(document.querySelector("#status").textContent));
  assert.match(await page.textContent("#name"), /okta\.ndjson/);
  assert.match(await page.textContent(".totals"), /normalised from 3,000 records/);
  assert.ok((await page.locator("#overview .bar").count()) > 8);
  assert.ok((await page.locator("#overview rect").count()) > 9);
  const bar = page.locator("#overview .bar", { hasText: "user.account.lock" });
  const number = Number((await bar.locator("span").textContent()).replace(",", ""));
  await bar.click();
  assert.ok(number > 100);
  assert.equal(await page.locator("#overview tbody tr").count(), Math.min(number, 200));
  await page.locator("#overview tbody tr").nth(1).click();
  assert.match(await page.textContent(".facts"), /user\.account\.lock/);
  await pictures("file");
});

test("the normalised lines are saved as the library writes them", async () => {
  await schema("ecs_lean");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#export")]);
  assert.equal(download.suggestedFilename(), "ecs_lean.ndjson");
  const saved = readFileSync(await download.path(), "utf8").trimEnd().split("\n");
  const shown = await page.textContent("#export");
  assert.match(shown, new RegExp(`Save ${saved.length.toLocaleString("en")} lines`));
  const kinds = new Set(saved.map((one) => JSON.parse(one).event?.kind));
  assert.ok(kinds.has("event") && kinds.has("pipeline_error"), [...kinds].join());
});

test("the configuration is for the chosen schema", async () => {
  await page.click(".pipeline > summary");
  assert.match(await page.textContent("#configuration pre"), /function_name: okta_to_ecs_lean/);
  await page.click('#configuration [role="tab"]:has-text("Vector")');
  assert.match(await page.textContent("#configuration pre"), /transform --schema ecs_lean/);
});

test("pasting works, and nothing was asked of any network", async () => {
  await page.click(".source summary");
  await page.fill("#text", '{"eventType":"user.session.end","published":"2026-03-04T08:45:00Z","actor":{"displayName":"<b>Eve</b>"}}');
  await page.waitForFunction(() => document.querySelector(".story")?.textContent.includes("<b>Eve</b>"));
  const elsewhere = asked.filter((url) => !/^(file|data|blob):/.test(url));
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(problems, []);
});
