// Adds and manages users: node users.mjs URL CHROMIUM FOLDER EMAIL PASSWORD VIEWER, where VIEWER may only look and has the same password. Prints as
// JSON what it saw, and every fault that the browser told of or axe found.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { signIn as api } from '../subscribers/customer.mjs';
import { open } from '../playground/browser.mjs';
import { looker } from './look.mjs';
import { faulty } from './steps.mjs';

const [url, executablePath, folder, email, password, viewer] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, 1280, { locale: 'en-GB', timezoneId: 'Europe/Oslo' });
const look = looker(page, folder, faults);
const lookAtSoak = process.env.CANOPY_SOAK ? look : () => undefined;
const seen = {};
const { accountId } = await api(url, email, password);
const button = (name) => page.getByRole('button', { name });
const row = (name) => page.getByRole('row', { name });
const asks = page.locator('.dialog').getByRole('alertdialog'); // a toast is one too
const said = async (locator) => (await locator.innerText()).replace(/\s+/g, ' ').trim();
const line = () => page.locator('.page-head p').innerText();
const fill = async (person, values) => {
  for (const [label, value] of Object.entries(values)) await page.getByRole('listitem').nth(person).getByLabel(label).fill(value);
};
const kept = async (press) => {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return readFileSync(await download.path(), 'utf8');
};

// What still loads when the page is left would fail with it.
const loading = new Set();
page.on('request', (request) => loading.add(request));
for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => loading.delete(request));
async function loaded() {
  while (loading.size > 0) await page.evaluate(() => new Promise(requestAnimationFrame));
}

async function enter(email, path) {
  await page.goto(`${url}${path}`);
  await into(email);
}
async function into(email) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

// One user, with the keyboard alone: language and time zone are the browser's.
await enter(email, `/accounts/${accountId}/add-users`);
await page.getByLabel('Given name').waitFor();
seen.before = await line();
seen.language = await page.getByLabel('Preferred language').first().inputValue();
seen.timezone = await page.getByLabel('Time zone').first().inputValue();
await page.getByLabel('Given name').focus();
for (const text of ['Ada', 'Lovelace', 'ada@northlight.example']) {
  await page.keyboard.type(text);
  await page.keyboard.press('Tab');
}
await page.keyboard.press('Enter'); // on the list of roles: opens nothing that stays
await page.getByLabel('E-mail address').press('Enter');
await page.getByRole('heading', { name: 'Reseller User Management' }).waitFor();
await row('Ada Lovelace').filter({ hasText: 'Invited' }).waitFor();

// Many, with faults at their rows and fields; a request whose answer is lost, sent again, adds once. What is typed outlives the session.
await page.getByRole('link', { name: 'Add User(s)' }).click();
await fill(0, { 'Given name': 'Gracious' });
await page.context().clearCookies();
const signedIn = faults.length;
await button('Add one user').click();
await page.locator('.outside-note').filter({ hasText: 'Your session has ended' }).waitFor();
faults.splice(signedIn); // what the browser says of the refusal
await into(email);
await page.getByLabel('Given name').waitFor();
seen.kept = await page.getByLabel('Given name').inputValue();
await fill(0, { 'Given name': 'Grace', 'Family name': 'Hopper', 'E-mail address': 'grace@northlight' });
await page.getByLabel('Time zone').first().fill('new york');
await page.getByRole('option', { name: 'America/New York' }).click();
await button('Add more users').click();
await page.getByLabel('Given name').nth(1).and(page.locator(':focus')).waitFor(); // the new row has the focus
await page.keyboard.type('Annie');
await fill(1, { 'Family name': 'Easley', 'E-mail address': 'ada@northlight.example', 'Phone (optional)': '12' });
seen.inherited = await page.getByRole('listitem').nth(1).getByLabel('Time zone').first().inputValue();
await page.getByLabel('Role').nth(1).selectOption({ label: 'User manager' });
await button('Add 2 users').click();
await page.locator('.person .field-fault').nth(2).waitFor();
seen.formFaults = await page.locator('.person').evaluateAll((people) => people.map((person) => [...person.querySelectorAll('.field-fault')].map((fault) => `${fault.closest('.field').querySelector('label').innerText}: ${fault.innerText}`)));
await faulty(page);
seen.focused = await page.evaluate(() => document.activeElement.value);
await look('add-faults');
await fill(0, { 'E-mail address': 'grace@northlight.example' });
await fill(1, { 'E-mail address': 'annie@northlight.example', 'Phone (optional)': '' });
let sent = 0;
await page.route('**/graphql', async (route) => {
  if (!route.request().postData()?.includes('PeopleFormAddMutation') || sent++ > 0) return route.continue();
  await route.fetch(); // the server has done it, and nobody hears of it
  await route.abort('connectionreset');
});
const before = faults.length;
await button('Add 2 users').click();
await page.locator('.toast-bad').filter({ hasText: 'Nothing is lost' }).waitFor();
await page.locator('.toast-bad').getByRole('button', { name: 'Close' }).click();
seen.typed = await page.getByLabel('Given name').nth(1).inputValue();
faults.splice(before); // what the browser says of the lost answer
await button('Add 2 users').click();
await row('Annie Easley').waitFor();
await page.unroute('**/graphql');
seen.manager = await said(row('Annie Easley'));

// A file: its template, its faults at their rows before anything is written, the good rows, the rejected ones to download.
await page.getByRole('link', { name: 'Add User(s)' }).click();
await page.getByRole('tab', { name: 'Enter people' }).press('ArrowRight');
seen.template = await kept(() => button('Download a template').click());
const file = `${folder}/people.csv`;
const upload = async (text) => {
  writeFileSync(file, text);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button(/Choose (a|another) file/).click()]);
  await chooser.setFiles(file);
};
const people = Array.from({ length: 60 }, (_, i) => `p${i}@northlight.example;Person;Number ${i};Clerk`);
people[3] = 'nobody;"Quentin\nJ.";Quill;Clerk';
people[58] = 'ada@northlight.example;;Byron;Clerk';
await upload(`Mail;Vorname;Surname;Colour\r\n${people.join('\r\n')}`);
await page.locator('.form-fault').waitFor();
seen.header = await said(page.locator('.form-fault'));
await upload(`Mail;Vorname;Surname;Position\r\n${people.join('\r\n')}`);
await page.getByRole('heading', { name: '58 people can be added, 2 rows have faults' }).waitFor();
seen.badRows = await page.locator('.rows-bad').evaluateAll((rows) => rows.map((row) => row.innerText.replace(/\s+/g, ' ').trim()));
await look('file-checked');
await page.getByLabel('Show').selectOption({ label: 'All 60 rows' });
seen.pages = await said(page.locator('.pager'));
writeFileSync(file, 'email'); // what was checked is what is sent, whatever becomes of the file
await button('Add 58 users').click();
await page.getByRole('heading', { name: '58 people were added' }).waitFor();
seen.import = new URL(page.url()).searchParams.get('import');
await lookAtSoak('file-done');
seen.rejected = await kept(() => page.getByRole('link', { name: 'Download the rejected rows' }).click());
await loaded();
await page.reload();
await page.getByRole('heading', { name: '58 people were added' }).waitFor();

if (process.env.CANOPY_SOAK) {
  await button('Upload another file').click();
  await upload(`email,given_name,family_name\n${Array.from({ length: 6000 }, (_, i) => `many${i}@fjordheim.example,Many,Fjord${i}`).join('\n')}`);
  await page.getByRole('heading', { name: 'people.csv is large' }).waitFor();
  await lookAtSoak('file-large');
  await button('Check, and add if all is well').click();
  await page.getByRole('progressbar').waitFor();
  await lookAtSoak('file-progress');
  await page.getByRole('heading', { name: '6,000 people were added' }).waitFor();
}

// The list: all below, in pages, narrowed by the address; its export is what is shown.
await page.getByRole('link', { name: 'Show the users' }).click();
await row('Ada Lovelace').waitFor();
seen.after = await line();
await page.route('**/graphql', (route) => (/query (UserList|Bar)Query/.test(route.request().postData()) ? route.abort('connectionreset') : route.continue()));
const told = faults.length;
await page.reload();
await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
await button('Your account').waitFor(); // the way out is there
await lookAtSoak('users-failed');
await page.unroute('**/graphql');
await button('Try again').click();
await row('Ada Lovelace').waitFor();
faults.splice(told, faults.length, ...faults.slice(told).filter((fault) => fault.startsWith('users-failed')));
await page.locator('.standing-count').nth(4).waitFor();
seen.counts = await page.getByRole('radio').evaluateAll((all) => all.map((radio) => radio.closest('label').innerText.replace(/\s+/g, ' ').trim()));
seen.firstPage = await said(page.locator('.pager'));
await look('users');
await button('Next page').click();
await page.locator('.pager').filter({ hasText: '51–' }).waitFor();
await page.getByLabel('Search people').fill('number 1');
await page.locator('.pager').filter({ hasText: '1–11 of 11' }).waitFor();
await page.getByLabel('People of').selectOption({ label: 'This account only' });
await page.getByRole('radio', { name: 'Active' }).press(' ');
await page.getByText('Nobody matches').waitFor();
seen.address = new URL(page.url()).search;
await button('Show all people').click();
seen.emptied = await page.getByLabel('Search people').and(page.locator('[value=""]')).count();
await page.getByLabel('Search people').fill('person');
await page.getByLabel('Role').selectOption({ label: 'Viewer' });
await page.locator('.pager').filter({ hasText: 'of 58' }).waitFor();
seen.exported = (await kept(() => page.getByRole('link', { name: 'Export CSV' }).click())).trim().split('\n').length;

// Several at once: one for whom it does not go is told, and left out; then all are disabled, and let in again.
await page.getByLabel('Search people').fill('number 2');
await page.locator('.pager').filter({ hasText: 'of 11' }).waitFor();
const fault = asks.locator('.field-fault').first();
const selectAll = page.getByLabel('Select all on this page');
async function inviteAll() {
  await selectAll.press(' ');
  await page.getByRole('group', { name: '11 selected' }).getByRole('button', { name: 'Invite again' }).click();
  await asks.getByRole('button', { name: 'Invite again' }).click();
  await fault.or(page.locator('.users').and(page.locator(':not(:has([data-ticked=true]))'))).first().waitFor();
}
await inviteAll();
if (!(await fault.isVisible())) await inviteAll(); // their first mail went out more than a minute ago
await fault.waitFor();
seen.refused = await said(asks);
await lookAtSoak('refused');
await button('Cancel').click();
await button('Disable').click();
await asks.getByRole('button', { name: 'Disable' }).click();
await page.getByText('11 people are disabled.').waitFor();
await row('Number 20').filter({ hasText: 'Disabled' }).waitFor();
await row('Number 20').getByRole('button', { name: 'Options' }).press('Enter');
await page.getByRole('menuitem', { name: 'Enable' }).press('Enter');
await asks.getByRole('button', { name: 'Enable' }).press('Enter');
await row('Number 20').filter({ hasText: 'Invitation revoked' }).waitFor();

// One is edited; what is wrong stands at its field.
await row('Number 20').getByRole('button', { name: 'Options' }).press('Enter');
await page.getByRole('menuitem', { name: 'Edit' }).press('Enter');
const dialog = page.getByRole('dialog', { name: 'Edit Person Number 20' });
await dialog.getByLabel('Family name').fill('');
await dialog.getByLabel('Preferred language').first().fill('icel');
await page.getByRole('option', { name: 'Icelandic' }).click();
await dialog.getByRole('button', { name: 'Save' }).click();
await dialog.locator('.field-fault').waitFor();
seen.editFault = await said(dialog.locator('.field-fault'));
await look('edit');
await dialog.getByLabel('Family name').fill('Number 20 of Reykjavík');
await dialog.getByLabel('Family name').press('Enter');
await row('Reykjavík').filter({ hasText: 'Icelandic' }).waitFor();
seen.edited = await said(row('Reykjavík'));

// A role more, and one less; to another account; the invitation is called off; and nothing is left of them.
const option = async (name, deed) => {
  await row(name).getByRole('button', { name: 'Options' }).press('Enter');
  await page.getByRole('menuitem', { name: deed, exact: true }).press('Enter');
};
await page.getByLabel('Role').selectOption({ label: 'Any role' });
await page.getByLabel('Search people').fill('easley');
await option('Annie Easley', 'Roles');
const held = page.locator('.grant');
await held.waitFor();
await page.getByRole('dialog').getByLabel('Role', { exact: true }).selectOption({ label: 'Account manager' });
await button('Give the role').press('Enter');
await held.nth(1).waitFor();
await look('roles');
await button('Remove the role User manager').press('Enter');
await button('Remove the role').and(page.locator('.button-danger')).press('Enter');
await held.nth(1).waitFor({ state: 'detached' });
seen.roles = await said(held);
await page.getByRole('dialog').getByRole('button', { name: 'Close' }).press('Enter');
await option('Annie Easley', 'Move');
await asks.getByRole('combobox').fill('fjordheim kommune');
await page.getByRole('listbox').getByRole('option', { name: 'Fjordheim kommune' }).waitFor();
await page.keyboard.press('ArrowDown');
await page.keyboard.press('Enter');
await lookAtSoak('move');
await asks.getByRole('button', { name: 'Move' }).press('Enter');
await row('Annie Easley').filter({ hasText: 'Fjordheim kommune' }).waitFor();
await option('Annie Easley', 'Revoke the invitation');
await asks.getByRole('button', { name: 'Revoke' }).press('Enter');
await row('Annie Easley').filter({ hasText: 'Invitation revoked' }).waitFor();
seen.moved = await said(row('Annie Easley'));
await option('Annie Easley', 'Erase');
await look('erase');
await asks.getByRole('button', { name: 'Erase' }).press('Enter');
await row('Annie Easley').waitFor({ state: 'detached' });

// Who may only look sees the people, and nothing that they could do.
await loaded();
await button('Your account').press('Enter');
await page.getByRole('menuitem', { name: 'Sign out' }).press('Enter');
await page.getByLabel('E-mail address').waitFor();
await enter(viewer, `/accounts/${accountId}/users`);
await row('Ada Lovelace').waitFor();
await page.locator('.standing-count').nth(4).waitFor();
await loaded();
seen.viewerSees = { rows: await page.locator('.users tbody tr').count(), ticks: await page.getByRole('checkbox').count(), options: await button('Options').count(), add: await page.getByRole('link', { name: 'Add User(s)' }).count() };
await lookAtSoak('users-viewer');
await page.goto(`${url}/accounts/${accountId}/add-users`);
await page.getByText('but not add people').waitFor();
await browser.close();
rmSync(file);
console.log(JSON.stringify({ ...seen, faults }, null, 2));
