// Visits the playground as somebody new: node look.mjs URL CHROMIUM WIDTH SCREENSHOT
// Runs every tab from left to right, and prints as JSON who is signed in, the top of each answer as it is shown, how many pixels
// stick out of the screen, and every fault that the browser told of.
import { chromium } from 'playwright-core';

const [url, executablePath, width, screenshot] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: Number(width), height: 844 } });
const faults = watch(page);
await page.goto(url);
await page.getByRole('tab').first().waitFor();
const who = await page.locator('.who').innerText();
const answers = [];
for (const tab of await page.getByRole('tab').all()) {
  await tab.click();
  answers.push(await run());
  if (answers.length === 2) await page.screenshot({ path: screenshot });
}
const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
await browser.close();
console.log(JSON.stringify({ who, answers, overflow, faults }, null, 2));

/** Presses the button and waits for the page to show an answer. */
async function run() {
  await page.locator('.graphiql-execute-button').click();
  const answer = page.locator('.result-window', { hasText: /"data"|"errors"/ });
  await answer.waitFor();
  return (await answer.innerText()).replace(/\s+/g, ' ');
}

function watch(page) {
  const faults = [];
  page.addInitScript(() => addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()}: ${response.url()}`));
  page.context().on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && origin !== new URL(url).origin) faults.push(`another origin: ${request.url()}`);
  });
  return faults;
}
