// Runs Lighthouse (mobile) over some addresses, each so many times, in one Chromium, and prints the
// median of each as JSON: CHROMIUM=... node lighthouse.mjs RUNS ADDRESS ...
//
// The median run is the one that Lighthouse itself would choose of several.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import lighthouse from "lighthouse";
import { computeMedianRun } from "lighthouse/core/lib/median-run.js";

const [runs, ...addresses] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "lighthouse-"));
const browser = spawn(process.env.CHROMIUM, [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", `--user-data-dir=${profile}`,
  "about:blank",
], { stdio: ["ignore", "ignore", "pipe"] });

// Chromium says on which port it listens.
const port = await new Promise((resolve, reject) => {
  let said = "";
  browser.on("exit", (code) => reject(new Error(`Chromium ended with ${code}: ${said}`)));
  browser.stderr.on("data", (data) => {
    said += data;
    const found = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(said);
    if (found) resolve(Number(found[1]));
  });
});

const shown = ({ requestedUrl, categories, audits }) => ({
  address: requestedUrl,
  scores: Object.fromEntries(Object.values(categories).map(({ id, score }) => [id, Math.round(score * 100)])),
  shift: audits["cumulative-layout-shift"].numericValue,
  foreign: audits["network-requests"].details.items
    .map(({ url }) => url)
    .filter((url) => !url.startsWith("data:") && new URL(url).origin !== new URL(requestedUrl).origin),
  bytes: audits["total-byte-weight"].numericValue,
  short: Object.values(categories).flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => `${id}: ${audits[id].displayValue ?? audits[id].title}`),
});

// On a busy machine a run can fail to be recorded, and Lighthouse asks to be run again: once or twice it is.
async function measured(address) {
  for (let left = 2; ; left -= 1) {
    const { lhr } = await lighthouse(address, {
      port, logLevel: "error", output: [], disableFullPageScreenshot: true,
    });
    if (!lhr.runtimeError) return lhr;
    if (left === 0) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  }
}

try {
  const found = [];
  for (const address of addresses) {
    const results = [];
    for (let run = 0; run < Number(runs); run += 1) {
      results.push(await measured(address));
    }
    found.push(shown(results.length > 1 ? computeMedianRun(results) : results[0]));
  }
  console.log(JSON.stringify(found, null, 1));
} finally {
  browser.removeAllListeners("exit");
  browser.kill();
  await new Promise((resolve) => browser.on("exit", resolve));
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
