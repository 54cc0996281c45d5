// Signs in at an identity provider from the playground: node oidc.mjs URL CHROMIUM WIDTH ADDRESS FOLDER, where ADDRESS is host:port of
// URL's server. Prints as JSON who is signed in after each step, what the API answers them, how many pixels stick out of the screen, and
// every fault that the browser told of. A screenshot of the form goes to FOLDER.
import { open } from './browser.mjs';

const [url, executablePath, width, address, folder] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, width, { args: [`--host-resolver-rules=MAP ${new URL(url).host} ${address}`] });
const button = page.locator('.who');
const who = [];
const answers = [];

await page.goto(url + '/playground');
await look();
await button.click();
const link = page.getByRole('link', { name: 'Sign in at' });
await link.waitFor();
const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
await page.screenshot({ path: `${folder}/oidc-${width}.png` });
const provider = (await link.innerText()).replace('Sign in at ', 'http://');
await Promise.all([page.waitForEvent('load'), link.click()]);
await look();
await page.reload();
await look();
await button.click();
await page.getByRole('button', { name: 'Sign out' }).click();
await page.keyboard.press('Escape'); // the form, which lies over the tabs
await look();
await browser.close();
const expected = (fault) => fault.startsWith(`another origin: ${provider}/`) || fault.endsWith('net::ERR_ABORTED'); // by leaving the page
console.log(JSON.stringify({ who, answers, overflow, faults: faults.filter((f) => !expected(f)) }, null, 2));

/** Asks the API in the first tab. */
async function look() {
  await page.getByRole('tab').first().click();
  who.push(await button.innerText());
  await page.locator('.graphiql-query-editor .view-lines', { hasText: 'WhoAmI' }).waitFor();
  const answered = page.waitForResponse((response) => response.request().postData()?.includes('query WhoAmI'));
  await page.locator('.graphiql-execute-button').click();
  answers.push(await (await answered).text());
}
