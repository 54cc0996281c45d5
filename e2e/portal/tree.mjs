// Manages customers with the keyboard alone: node tree.mjs URL CHROMIUM FOLDER EMAIL PASSWORD ACCOUNT TOKEN, where ACCOUNT has 2,000 children named
// Child 0000 to Child 1999, TOKEN is an operator's, and the back office says nothing. Prints as JSON what it saw, and every fault that the browser told of or axe found.
import { register, signIn } from '../subscribers/customer.mjs';
import { open } from '../playground/browser.mjs';
import { looker } from './look.mjs';
import { complete, operator } from './steps.mjs';

const [url, executablePath, folder, email, password, account, token] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, 1280, { locale: 'en-GB' });
const look = looker(page, folder, faults);
const seen = {};
const grid = page.getByRole('treegrid');
const row = (name) => page.getByRole('row', { name });
const focused = () => page.evaluate(() => document.activeElement.innerText.replace(/\s+/g, ' ').trim());

// A link to an account leads to the sign-in, and behind it to the account.
await page.goto(`${url}/accounts/${account}`);
await page.getByLabel('E-mail address').waitFor();
await look('sign-in');
await page.keyboard.type(email);
await page.keyboard.press('Tab');
await page.keyboard.type(password);
await page.keyboard.press('Enter');
await page.locator('[role=row][aria-selected=true]:focus').waitFor();
seen.arrived = await focused();
seen.scripts = await page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0));

// It opens.
await page.keyboard.press('ArrowRight');
await row('Child 0000').waitFor();
seen.siblings = await row('Child 0000').getAttribute('aria-setsize');

// Where time runs short, React leaves the effects of what it renders for later, and a key can come before them. It is not lost.
await page.evaluate(() => {
  const now = performance.now.bind(performance);
  let late = 0;
  performance.now = () => now() + (late += 10); // React gives way each 5 ms
  const press = (_, rows) => {
    rows.disconnect();
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    delete performance.now;
    window.pressed = true;
  };
  new MutationObserver(press).observe(document.querySelector('.grid-body'), { childList: true });
});
await page.setViewportSize({ width: 1280, height: 500 }); // fewer rows
await page.waitForFunction(() => window.pressed);
seen.next = await focused();
await page.setViewportSize({ width: 1280, height: 844 });

// Its children come in pages as one scrolls, and only those on the screen are in the page.
await page.evaluate(() => {
  window.mostRows = 0;
  new MutationObserver(() => (window.mostRows = Math.max(window.mostRows, document.querySelectorAll('[role=treegrid] [role=row]').length))).observe(document.body, { childList: true, subtree: true });
});
while (!(await row('Child 1999').isVisible())) await grid.evaluate((grid) => (grid.scrollTop = grid.scrollHeight));
seen.mostRows = await page.evaluate(() => window.mostRows);
await look('many');
for (const key of ['Home', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
seen.below = await focused();

// The search shows where a hit sits, and leads there.
while ((await page.evaluate(() => document.activeElement.getAttribute('role'))) !== 'combobox') await page.keyboard.press('Shift+Tab');
await page.keyboard.type('child 1234');
const hit = page.getByRole('option').first();
await hit.filter({ hasText: '1234' }).waitFor();
seen.hit = (await hit.innerText()).replace(/\s+/g, ' ');
await page.screenshot({ path: `${folder}/portal-search.png` });
await page.keyboard.press('ArrowDown');
await hit.and(page.locator('[data-focused]')).waitFor();
await page.keyboard.press('Enter');
await row('Child 1234').and(page.locator(':focus')).waitFor();
seen.found = await focused();

// The options of an account are what the viewer may do there.
await page.keyboard.press('Tab');
await page.keyboard.press('Enter');
await page.getByRole('menu').waitFor();
seen.options = await page.getByRole('menuitem').allInnerTexts();
await page.screenshot({ path: `${folder}/portal-options.png` });
if (process.env.CANOPY_SOAK) await look('options');
await page.keyboard.press('Escape');

// A customer that somebody else registers shows by itself, PENDING, and then its number.
await page.goto(url);
await row('Northlight').first().waitFor();
while (!(await focused()).startsWith('Northlight Networks')) await page.keyboard.press('Tab');
await page.keyboard.press('ArrowRight');
await row('Fjordheim').waitFor();
await register(await signIn(url, email, password), 'Aalesund Fjord Supplies');
const fresh = row('Aalesund');
await fresh.filter({ hasText: 'Pending' }).waitFor();
await page.screenshot({ path: `${folder}/portal-pending.png` });
await complete(operator(url, token), fresh, 'ERP-1');
seen.number = (await fresh.innerText()).replace(/\s+/g, ' ');

// Looking at rows leaves the history as it is: Back leaves the page.
const behind = await page.evaluate(() => history.length);
await row('Fjordheim').getByRole('button', { name: 'Options' }).click();
await page.keyboard.press('Escape');
await page.waitForURL(/accounts/);
seen.history = (await page.evaluate(() => history.length)) - behind;

// In the other language; out again, and the address leads to the sign-in.
await page.getByRole('button', { name: 'Language' }).press('Enter');
await page.getByRole('menuitem', { name: 'Deutsch' }).press('Enter');
seen.german = await page.getByRole('heading', { level: 1, name: 'Kunden' }).innerText();
await page.getByRole('button', { name: 'Ihr Konto' }).press('Enter');
await page.getByRole('menuitem', { name: 'Abmelden' }).press('Enter');
await page.getByLabel('E-Mail-Adresse').waitFor();
await browser.close();
console.log(JSON.stringify({ ...seen, faults }, null, 2));
