// Goes through the pages for a forgotten password, as the reader of the outbox: node reset.mjs URL CHROMIUM WIDTH SCHEME FOLDER EMAIL PASSWORD
// Prints as JSON the heading of each page, the most pixels that stick out of the screen, and every fault that the browser told of.
// A screenshot of each page goes to FOLDER.
import { open } from './browser.mjs';

const [url, executablePath, width, colorScheme, folder, email, password] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, width, { colorScheme });
const headings = [];
let overflow = 0;

await page.goto(url + '/reset-password');
await look();
await page.getByLabel('E-mail address').fill(email);
await press('Send me the link');
await page.getByRole('link', { name: '/outbox' }).click();
const link = page.getByRole('link', { name: 'token=' }).first();
while (!(await link.isVisible())) await page.reload(); // the job writes the mail
await look();
const { search } = new URL(await link.getAttribute('href'));
await page.goto(`${url}/reset-password${search}`); // the page that needs no script
await look();
await choose('correct horse', 'correct house');
await choose(password, password);
await page.goto(`${url}/reset-password${search}`);
await choose(password, password);
await browser.close();
console.log(JSON.stringify({ headings, overflow, faults: faults.filter((f) => !f.includes('422')) }, null, 2));

async function choose(password, again) {
  await page.getByLabel('New password').fill(password);
  await page.getByLabel('The same once more').fill(again);
  await press('Set the password');
}

async function press(button) {
  await page.getByRole('button', { name: button }).click();
  await look();
}

async function look() {
  headings.push(await page.getByRole('heading', { level: 1 }).innerText());
  overflow = Math.max(overflow, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth));
  await page.screenshot({ path: `${folder}/reset-${width}-${headings.length}.png` });
}
