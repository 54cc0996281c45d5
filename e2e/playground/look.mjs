// Visits the playground as somebody new: node look.mjs URL CHROMIUM WIDTH SCREENSHOT
// Runs every tab from left to right, and prints as JSON who is signed in, the top of each answer as it is shown, how many pixels
// stick out of the screen, and every fault that the browser told of.
import { open } from './browser.mjs';

const [url, executablePath, width, screenshot] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, width);
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
