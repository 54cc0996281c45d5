// Follows the link to confirm an e-mail address, as the reader of the outbox: node confirm.mjs URL CHROMIUM WIDTH SCHEME LANGUAGE FOLDER
// Prints as JSON the heading of each page, the most pixels that stick out of the screen, and every fault that the browser told of.
// A screenshot of each page goes to FOLDER.
import { open } from './browser.mjs';

const [url, executablePath, width, colorScheme, locale, folder] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, width, { colorScheme, locale });
const headings = [];
let overflow = 0;

await page.goto(url + '/outbox');
const link = page.getByRole('link', { name: 'confirm-email?token=' }).first();
while (!(await link.isVisible())) await page.reload(); // the job writes the mail
const { pathname, search } = new URL(await link.getAttribute('href')); // its host is localhost
for (let times = 0; times < 2; times++) {
  await page.goto(url + pathname + search);
  await look();
  await page.getByRole('button').click();
  await look();
}
await browser.close();
console.log(JSON.stringify({ headings, overflow, faults: faults.filter((f) => !f.includes('422')) }, null, 2));

async function look() {
  headings.push(await page.getByRole('heading', { level: 1 }).innerText());
  overflow = Math.max(overflow, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth));
  await page.screenshot({ path: `${folder}/confirm-${width}-${headings.length}.png` });
}
