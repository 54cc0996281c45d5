// Edits an account, moves it and gives it assets: node account.mjs URL CHROMIUM FOLDER EMAIL PASSWORD VIEWER, where VIEWER may only look.
// Prints as JSON what it saw, and every fault that the browser told of or axe found.
import { signIn } from '../subscribers/customer.mjs';
import { open } from '../playground/browser.mjs';
import { looker } from './look.mjs';
import { choose, faulty } from './steps.mjs';

const [url, executablePath, folder, email, password, viewer] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, 1280, { locale: 'en-GB' });
const look = looker(page, folder, faults);
const seen = {};
const { ask } = await signIn(url, email, password);
const find = async (search) => (await ask('query ($search: String!) { accounts(filter: { search: $search }) { nodes { id name updatedAt parent { id name } } } }', { search })).accounts.nodes[0];
const text = async (locator) => (await locator.innerText()).replace(/\s+/g, ' ');
const into = async (email) => {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
};

// A deep link to the form. What is wrong stands at its field, also what a country wants.
const account = await find('Fjordheim kommune');
await page.goto(`${url}/accounts/${account.id}/edit`);
await into(email);
const name = page.getByRole('textbox', { name: 'Name' });
await name.waitFor();
await look('edit');
await name.fill('');
const country = page.getByRole('combobox', { name: 'Country' });
await choose(country, 'United States', 'United States');
await page.getByRole('textbox', { name: 'State' }).waitFor();
seen.fields = await page.locator('.address label').allInnerTexts();
await page.getByRole('textbox', { name: 'State' }).fill('Nowhere');
await page.getByRole('textbox', { name: 'ZIP code' }).fill('x');
await page.getByRole('button', { name: 'Save' }).click();
await page.locator('.field-fault').first().waitFor();
seen.invalid = await page.locator('.field[data-invalid]').evaluateAll((fields) => fields.map((field) => field.querySelector('label').innerText));
seen.focus = await faulty(page);
await look('edit-faults');

// Somebody else was quicker: nothing is overwritten, and what they wrote is shown when asked for.
await page.reload();
await name.waitFor();
await ask('mutation ($id: ID!) { updateAccount(input: { accountId: $id, externalReference: "CRM-77" }) { userErrors { message } } }', { id: account.id });
await name.fill('Fjordheim Bakeries');
await page.getByRole('button', { name: 'Save' }).click();
await page.getByRole('alert').waitFor();
seen.conflict = await text(page.getByRole('alert'));
await page.getByRole('button', { name: 'Discard' }).click();
await page.getByRole('textbox', { name: 'External reference' }).and(page.locator('[value="CRM-77"]')).waitFor();
await name.fill('Fjordheim Bakeries');
await choose(page.getByRole('combobox', { name: 'Language' }), 'Swedish', 'Swedish');
const contact = page.getByRole('combobox', { name: 'Notification contact' });
await choose(contact, 'jonas', 'Jonas Weber');
await page.getByRole('button', { name: 'Save' }).click();
await page.getByRole('row', { name: 'Fjordheim Bakeries' }).waitFor();
seen.saved = (await ask('query ($id: ID!) { account(id: $id) { name language notificationContact { email } externalReference } }', { id: account.id })).account;

// Moving tells first whose access changes. Where it cannot go is no hit.
await page.goto(`${url}/accounts/${account.id}/move`);
const above = page.getByRole('combobox', { name: 'New account above' });
await above.waitFor();
await above.fill('Bakeries');
await page.getByText('Nothing found').waitFor();
await choose(above, 'Northlight UK', 'Northlight UK');
const move = page.getByRole('button', { name: 'Move below' });
await move.waitFor();
seen.tried = await text(page.locator('form [role=status]'));
await look('move');
await move.click();
await page.getByRole('row', { name: 'Fjordheim Bakeries' }).and(page.locator('[aria-selected=true]')).waitFor();
seen.moved = (await find('Fjordheim Bakeries')).parent.name;

// Assets of those above: one is taken back, found with another one over two searches, and assigned with it.
await page.goto(`${url}/accounts/${account.id}/assign-assets`);
const search = page.getByRole('searchbox', { name: 'Search assets' });
const back = page.getByRole('button', { name: /^Take back/ });
const asset = (name) => page.getByRole('checkbox', { name });
const heldBy = (n) => page.waitForFunction((n) => document.querySelectorAll('[aria-label^="Take back"]').length === n, n);
await asset('Optical terminal 24').waitFor(); // of the account that it hangs below now
await heldBy(2);
await look('assets');
await choose(page.getByRole('combobox', { name: 'Owner' }), 'Northlight Netw', 'Northlight Networks');
await asset('Cabinet 0413').check();
await back.first().click();
await heldBy(1);
await search.fill('er1.osl1');
await asset('Cabinet 0413').waitFor({ state: 'detached' });
await asset('Edge router').check();
await page.getByRole('button', { name: 'Assign 2 assets' }).click();
await heldBy(3);
seen.held = await page.locator('.asset-list').last().locator('.asset-name').allInnerTexts();
await look('assets-assigned');

// Nobody is above a topmost account to give it assets; what it owns says whom it is assigned to, on one line with the way to take it back.
const { id: topmost } = await find('Northlight Networks');
await page.goto(`${url}/accounts/${topmost}/assign-assets`);
await back.first().waitFor();
seen.topmost = await text(page.locator('.state-title').first());
seen.given = await text(page.locator('.asset').filter({ hasText: 'Edge router er1.osl1' }).locator('.asset-whose'));
seen.wrapped = await page.locator('.asset').evaluateAll((rows) => rows.filter((row) => row.lastElementChild.offsetTop >= row.firstElementChild.offsetTop + row.firstElementChild.offsetHeight).length);
await look('assets-topmost');
const { id: bare } = await find('Boulangeries Fauvette');
await page.goto(`${url}/accounts/${bare}/assign-assets`);
await page.getByText('It has no assets yet').waitFor();
seen.counted = await page.getByText(/^(No|0) assets$/).count(); // said once

// What is closed meanwhile shows no form.
const { id: closing } = await find('Fjordheim videregående');
await ask('mutation ($id: ID!) { closeAccount(input: { accountId: $id }) { userErrors { message } } }', { id: closing });
seen.closed = {};
for (const what of ['create-customer', 'edit', 'move']) {
  await page.goto(`${url}/accounts/${closing}/${what}`);
  seen.closed[what] = await text(page.locator('.state-title').first());
}

// Who may only look is told so.
await page.getByRole('button', { name: 'Your account' }).click();
await page.getByRole('menuitem', { name: 'Sign out' }).click();
await into(viewer);
await page.locator('.state-title').first().waitFor();
seen.refused = {};
for (const what of ['edit', 'move', 'assign-assets']) {
  await page.goto(`${url}/accounts/${account.id}/${what}`);
  seen.refused[what] = await text(page.locator('.state-title').first());
}
await look('refused');
await browser.close();
console.log(JSON.stringify({ ...seen, faults }, null, 2));
