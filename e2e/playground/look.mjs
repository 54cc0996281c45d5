// Visits the playground as somebody new: node look.mjs URL CHROMIUM WIDTH SCREENSHOT EMAIL PASSWORD
// Runs every tab from left to right, and prints as JSON who is signed in, the top of each answer as it is shown, how many pixels
// stick out of the screen, and every fault that the browser told of. What the subscription tells of is done by EMAIL, elsewhere.
import { awaitRunning, register, signIn } from '../subscribers/customer.mjs';
import { open } from './browser.mjs';

const [url, executablePath, width, screenshot, email, password] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, width);
await page.goto(url);
await page.getByRole('tab').first().waitFor();
const who = await page.locator('.who').innerText();
const answers = [];
for (const tab of await page.getByRole('tab').all()) {
  await tab.click();
  answers.push(await ((await tab.innerText()) === 'BeTold' ? beTold() : run()));
  if (answers.length === 2) await page.screenshot({ path: screenshot });
}
const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
await browser.close();
console.log(JSON.stringify({ who, answers, overflow, faults }, null, 2));

/** Presses the button and waits for the page to show an answer. */
async function run() {
  await press();
  return shown(/"data"|"errors"/);
}

/** Subscribes, registers a customer, waits for the page to tell of its number, and stops. */
async function beTold() {
  const { origin } = new URL(url);
  await press();
  await awaitRunning(origin, 1);
  await register(await signIn(origin, email, password), 'Told Fjord Supplies');
  const answer = await shown('ACCOUNT_ACTIVATED');
  await page.screenshot({ path: screenshot.replace('.png', '-told.png') });
  await press();
  await awaitRunning(origin, 0);
  return answer;
}

function press() {
  return page.locator('.graphiql-execute-button').click();
}

/** Waits for an answer with that text. */
async function shown(hasText) {
  const answer = page.locator('.result-window', { hasText });
  await answer.waitFor();
  return (await answer.innerText()).replace(/\s+/g, ' ');
}
