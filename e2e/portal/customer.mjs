// Creates customers from the first click to the account number, with the keyboard alone: node customer.mjs URL CHROMIUM FOLDER EMAIL PASSWORD TOKEN,
// where TOKEN is an operator's, and the back office says nothing. Prints as JSON what it saw, and every fault that the browser told of or axe found.
import { register, signIn } from '../subscribers/customer.mjs';
import { open } from '../playground/browser.mjs';
import { looker } from './look.mjs';
import { choose, complete, faulty, operator, type } from './steps.mjs';

const [url, executablePath, folder, email, password, token] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, 1280, { locale: 'en-GB' });
const look = looker(page, folder, faults);
const soak = Boolean(process.env.CANOPY_SOAK);
const viewer = await signIn(url, email, password);
const seen = {};
const row = (name) => page.getByRole('row', { name });
const field = (name) => page.locator('input, textarea').and(page.getByLabel(name, { exact: true }));
const box = (name) => page.getByRole('combobox', { name });
const press = (name) => page.getByRole('button', { name, exact: true }).press('Enter');
const text = async (locator) => (await locator.innerText()).replace(/\s+/g, ' ').trim();
const focused = () => page.evaluate(() => document.activeElement.innerText.replace(/\s+/g, ' ').trim());

// The options of the reseller's row lead to the form.
await page.goto(url);
await field('E-mail address').fill(email);
await field('Password').fill(password);
await page.keyboard.press('Enter');
await row('Northlight Networks').first().waitFor();
while (!(await focused()).startsWith('Northlight Networks')) await page.keyboard.press('Tab');
await page.keyboard.press('Tab');
await page.keyboard.press('Enter');
await page.getByRole('menuitem', { name: 'Create a Customer' }).press('Enter');
await field('Name').waitFor();
seen.told = await page.locator('main:focus').getAttribute('aria-label');
const form = page.url();

// Everything that is wrong stands at its field, at once, and the first one has the focus.
await press('Go on to review');
await page.locator('.field[data-invalid]').first().waitFor();
seen.wrong = await page.locator('.field[data-invalid] > label').allInnerTexts();
seen.homeless = await page.getByRole('alert').count();
seen.focus = await faulty(page);
await look('customer-faults');

// The fields follow the country.
await choose(box('Country'), 'united states', 'United States');
seen.american = await page.locator('.address label').allInnerTexts();
await choose(box('Country'), 'germany', 'Germany');
seen.german = await page.locator('.address label').allInnerTexts();

// What is typed stays over a reload.
await field('Name').fill('Steinbach Maschinenbau');
seen.mended = (await page.locator('.field[data-invalid] > label').allInnerTexts()).includes('Name');
await field('Street and house number').fill('Hanauer Landstr. 150');
await field('City').fill('Frankfurt');
await field('Postal code').fill('60314');
await field('Phone').fill('069 90009 120');
await choose(box('Reseller Notification Contact'), 'weber', 'Jonas Weber');
await page.reload();
await field('Name').waitFor();
seen.kept = [await field('Name').inputValue(), await field('Country').inputValue(), await field('Reseller Notification Contact').inputValue()];

// An answer that is lost loses nothing: sent again, there is one review.
const before = faults.length;
await page.route('**/graphql', async (route) => {
  if (!route.request().postData().includes('CreateCustomerPageMutation')) return route.fallback();
  await route.fetch();
  await route.abort();
});
await press('Go on to review');
await page.getByText('The server cannot be reached').waitFor();
await page.unroute('**/graphql');
faults.length = before; // it was this script that lost it
await page.getByRole('button', { name: 'Close' }).press('Enter');
await press('Go on to review');
await page.getByRole('heading', { name: 'Review', exact: true }).waitFor();
const similar = page.getByRole('radio');
await similar.first().waitFor();
const review = page.url();
seen.open = (await viewer.ask('query ($id: ID!) { account(id: $id) { reviews(status: OPEN) { totalCount } } }', { id: viewer.accountId })).account.reviews.totalCount;
seen.similar = await text(page.locator('.radio').first());
seen.way = (await page.getByRole('main').getByRole('link', { name: 'Customers' }).getAttribute('href')) === `/accounts/${viewer.accountId}`;
seen.waits = await text(page.getByRole('link', { name: 'It waits at' }));
await look('review');

// What has an account already says which one, and leads there.
await page.getByRole('link', { name: 'Look at this account: Steinbach Maschinenbau GmbH' }).press('Enter');
await page.locator('[role=row][aria-selected=true]').filter({ hasText: '100110' }).waitFor();
await page.goBack();
await similar.first().waitFor();

// One comes back to it from the form, which it leads to.
await page.getByRole('link', { name: 'It waits at' }).press('Enter');
await page.getByRole('heading', { name: 'One review waits' }).waitFor();
seen.emptied = await field('Name').inputValue();
if (soak) await look('customer-open');
await page.getByRole('link', { name: 'Steinbach Maschinenbau' }).press('Enter');
await similar.first().waitFor();
seen.back = page.url() === review;

// The details are changed where they stand, and compared again.
await press('Edit');
await field('Postal code').fill('603');
await press('Save and compare again');
await page.locator('.field[data-invalid]').waitFor();
seen.wrongEdit = await text(page.locator('.field[data-invalid] > label'));
if (soak) await look('review-edit');
await field('Postal code').fill('60314');
await field('Name').fill('Steinbach Anlagenbau GmbH');
await press('Save and compare again');
await page.getByText('saved and compared again').waitFor();
seen.edited = await text(page.locator('.entered'));

// Nothing is decided by default, and what the page itself says of it is in the reader's language. Who was quicker is on a fresh list, marked as new.
await press('Language');
await page.getByRole('menuitem', { name: 'Deutsch' }).press('Enter');
await press('Absenden');
await page.getByText('Wählen Sie eines der Konten').waitFor();
seen.deutsch = (await page.locator('.entered').innerText()).includes('60314 Frankfurt\nDeutschland') && (await page.locator('.similar-one').first().innerText()).includes('Frankfurt am Main, Deutschland');
await press('Sprache');
await page.getByRole('menuitem', { name: 'English' }).press('Enter');
await register(viewer, 'Steinbach Anlagenbau AG', { street: 'Hanauer Landstraße 150', city: 'Frankfurt', postalCode: '60314', country: 'DE' });
await page.getByRole('radio', { name: 'None of these' }).press(' ');
await press('Submit');
await page.getByText('The list is fresh').waitFor();
seen.fresh = await text(page.locator('.radio').filter({ has: page.getByText('New', { exact: true }) }));
await look('review-stale');

// A second account of the same organization is to be acknowledged.
await page.getByRole('radio', { name: 'Steinbach Maschinenbau GmbH' }).press(' ');
await press('Submit');
await page.getByRole('checkbox', { name: 'Register it nevertheless' }).waitFor();
seen.duplicate = await text(page.locator('.acknowledge [role=alert]'));
if (soak) await look('review-duplicate');
await page.getByRole('checkbox', { name: 'Register it nevertheless' }).press(' ');
await press('Submit');
await page.locator('[role=row][aria-selected=true]:focus').filter({ hasText: 'Pending' }).waitFor();
seen.pending = await focused();
await page.screenshot({ path: `${folder}/portal-customer-pending.png` });

// Another one, with nothing similar and a contact from the directory: PENDING turns into a number by itself.
await page.goto(form);
await field('Name').fill('Quokka Observatory');
await page.getByRole('radio', { name: 'End Customer' }).press('ArrowDown');
await field('Street and house number').fill('1 Quay Road');
await field('City').fill('Bergen');
await field('Postal code').fill('5003');
await type(box('Reseller Notification Contact'), 'halvorsen');
await page.getByRole('listbox').waitFor();
await page.keyboard.press('Escape'); // the list goes, and the page is there again for screen readers
const unbroken = faults.length;
await page.route('**/UserDirectory-*.js', (route) => route.abort());
await press('User Directory');
await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
await page.unroute('**/UserDirectory-*.js');
faults.length = unbroken;
await press('Try again');
await press('User Directory');
await page.getByRole('dialog').getByRole('option').first().waitFor();
await look('directory');
await page.keyboard.type('halvorsen'); // the list is narrowed, by who is looked for
await page.getByRole('dialog').getByRole('option').and(page.locator(':not(:has-text("Mira Halvorsen"))')).first().waitFor({ state: 'detached' });
await page.keyboard.press('Tab');
await page.getByRole('dialog').getByRole('option').and(page.locator(':focus')).press('Enter');
await page.getByRole('dialog').waitFor({ state: 'detached' });
seen.contact = await field('Reseller Notification Contact').inputValue();
await press('Go on to review');
await page.getByText('Nothing similar is registered').waitFor();
if (soak) await look('review-none');
await press('Submit');
const fresh = row('Quokka Observatory');
await fresh.filter({ hasText: 'Pending' }).waitFor();
await complete(operator(url, token), fresh, 'ERP-1');
seen.number = await text(fresh);

// A review that is given up is over.
await page.goto(form);
await field('Name').fill('Never Mind');
await field('Street and house number').fill('1 Quay Road');
await field('City').fill('Bergen');
await field('Postal code').fill('5003');
await choose(box('Reseller Notification Contact'), 'mira.h', 'Mira Halvorsen');
await press('Go on to review');
await press('Discard');
await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).press('Enter');
await row('Northlight Networks').first().waitFor();
await page.goBack();
await page.getByText('This review was given up').waitFor();
seen.asked = await page.getByText('Is this customer registered already?').count();
if (soak) await look('review-over');
await browser.close();
console.log(JSON.stringify({ ...seen, faults }, null, 2));
