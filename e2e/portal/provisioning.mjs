// Waits for account numbers: node provisioning.mjs URL CHROMIUM FOLDER EMAIL PASSWORD OPERATOR TOKEN, where OPERATOR is another e-mail address,
// TOKEN an operator's, and the server promises numbers at once and asks a back office that says nothing. Prints as JSON what it saw, and every
// fault that the browser told of or axe found.
import { awaitRunning, register, signIn } from '../subscribers/customer.mjs';
import { open } from '../playground/browser.mjs';
import { looker } from './look.mjs';
import { complete, operator } from './steps.mjs';

const [url, executablePath, folder, email, password, operatorEmail, token] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, 1280, { locale: 'en-GB' });
const look = looker(page, folder, faults);
const seen = {};
const mira = await signIn(url, email, password);
const row = (name) => page.getByRole('row', { name });
const into = async (email) => {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
};
const asOperator = operator(url, token);
const options = async (name) => {
  await row(name).first().getByRole('button', { name: 'Options of' }).click();
  await page.getByRole('menu').waitFor();
  return page.getByRole('menuitem').allInnerTexts();
};

await page.goto(`${url}/accounts/${mira.accountId}`);
await into(email);
await row('Northlight Networks').first().press('ArrowRight');
await row('Fjordheim').waitFor();

// Nobody answers in time: overdue, and since when. The number comes all the same, and shows by itself.
await register(mira, 'Aabenraa Optik');
const late = row('Aabenraa Optik');
await late.waitFor();
if (process.env.CANOPY_SOAK) await late.filter({ hasText: 'Overdue' }).waitFor({ timeout: 150_000 }); // by itself, once the server looks
while (!(await late.filter({ hasText: 'Overdue' }).isVisible())) {
  await page.reload();
  await row('Fjordheim').or(row('Northlight Networks')).first().waitFor();
  if ((await row('Northlight Networks').first().getAttribute('aria-expanded')) === 'false') await row('Northlight Networks').first().press('ArrowRight');
  await late.waitFor();
}
seen.overdue = await late.getByRole('button', { name: 'Overdue' }).getAttribute('aria-label');
await complete(asOperator, late, 'ERP-1');
seen.late = await late.getByRole('button', { name: 'Overdue' }).count();

// The back office refuses: why is said to who asks, with the keyboard too. Tried again, it gets its number.
await register(mira, 'Aabenraa Boghandel');
const refused = row('Aabenraa Boghandel');
await refused.waitFor();
const again = await refused.getAttribute('data-key');
await asOperator('mutation ($id: ID!) { rejectProvisioning(input: { accountId: $id, code: INVALID_DETAILS, message: "There is no such street in Bergen.", retryable: true }) { userErrors { message } } }', { id: again });
const failed = refused.getByRole('button', { name: 'Failed' });
await failed.waitFor();
await refused.focus();
await page.keyboard.press('Tab');
await page.keyboard.press('Enter');
seen.why = await page.getByRole('dialog', { name: 'Failed' }).getByRole('paragraph').innerText();
await look('failed');
await page.keyboard.press('Escape');
await look('failed-row');
await refused.getByRole('button', { name: 'Retry' }).click();
await refused.getByRole('button', { name: /Pending|Overdue/ }).waitFor();
await complete(asOperator, refused, 'ERP-2');

// Only an operator resumes a reseller.
await asOperator('mutation ($id: ID!) { suspendAccount(input: { accountId: $id }) { userErrors { message } } }', { id: mira.accountId });
await row('Northlight Networks').filter({ hasText: 'Suspended' }).waitFor();
seen.options = await options('Northlight Networks');
await page.keyboard.press('Escape');
await page.getByRole('button', { name: 'Your account' }).click();
await page.getByRole('menuitem', { name: 'Sign out' }).click();
await into(operatorEmail);
await row('Northlight Networks').waitFor();
seen.operatorOptions = await options('Northlight Networks');
await page.getByRole('menuitem', { name: 'Resume' }).click();
await page.getByRole('button', { name: 'Resume' }).click();
await row('Northlight Networks').filter({ hasText: 'Suspended' }).waitFor({ state: 'detached' });

// Of more topmost accounts than can be subscribed to at a time, those are told of that are seen.
const grid = page.getByRole('treegrid');
const last = row('Topmost 79');
while (!(await last.isVisible())) await grid.evaluate((grid) => (grid.scrollTop = grid.scrollHeight));
const topmost = { id: await last.getAttribute('data-key') };
for (let shown = false, times = 0; !shown; times++) {
  if (times === 12) throw new Error('nothing is told of the topmost account that is seen');
  await asOperator('mutation ($id: ID!) { suspendAccount(input: { accountId: $id }) { userErrors { message } } }', topmost);
  shown = await last.filter({ hasText: 'Suspended' }).waitFor({ timeout: 5000 }).then(() => true, () => false);
  if (!shown) await asOperator('mutation ($id: ID!) { resumeAccount(input: { accountId: $id }) { userErrors { message } } }', topmost); // it was not subscribed to yet
}
await awaitRunning(url, 60);
await browser.close();
console.log(JSON.stringify({ ...seen, faults }, null, 2));
