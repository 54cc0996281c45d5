// Comes in and loses the way in: node signin.mjs URL CHROMIUM FOLDER EMAIL PASSWORD ADDRESS, where ADDRESS is host:port of URL's server, which
// signs in at an identity provider too and shows its mails. Prints as JSON what it saw, and every fault that the browser told of or axe found.
import { signIn } from '../subscribers/customer.mjs';
import { open } from '../playground/browser.mjs';
import { looker } from './look.mjs';

const [url, executablePath, folder, email, password, address] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, 1280, { locale: 'en-GB', args: [`--host-resolver-rules=MAP ${new URL(url).host} ${address}`] });
const look = looker(page, folder, faults);
const seen = { headings: [] };
const { ask, accountId } = await signIn(`http://${address}`, email, password);
const { accounts } = await ask('{ accounts(filter: { search: "Northlight Deutschland" }) { nodes { id } } }'); // of who signs in at the provider
const heading = async (name) => {
  await page.getByRole('heading', { level: 1, name }).waitFor();
  seen.headings.push(await page.getByRole('heading', { level: 1 }).innerText());
};
const into = async (email, password) => {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
};
const out = async () => {
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail address').waitFor();
};
const choose = async (password, again) => {
  await page.getByLabel('New password').fill(password);
  await page.getByLabel('Password once more').fill(again);
  await page.keyboard.press('Enter');
};
/** The newest mail's link that leads there. */
const mailed = async (path) => {
  await page.goto(`${url}/outbox`);
  const link = page.getByRole('link', { name: `${path}?token=` }).first();
  while (!(await link.isVisible())) await page.reload(); // the job writes the mail
  return link.getAttribute('href');
};

// Who is invited chooses a password, and signs in with it, also in a browser where somebody else is signed in.
await page.goto(url);
await into(email, password);
await page.getByRole('treegrid').waitFor();
const input = { accountId, users: [{ email: 'ida.nygaard@northlight.example', givenName: 'Ida', familyName: 'Nygaard', language: 'en', timezone: 'Europe/Oslo' }] };
await ask('mutation ($input: AddUsersInput!) { addUsers(input: $input) { addedCount } }', { input });
const invitation = await mailed('join');
await page.goto(invitation);
await heading('Welcome');
await look('join');
await choose('correct horse', 'correct house');
seen.differ = await page.getByRole('alert').innerText();
await choose('short', 'short');
seen.short = await page.locator('.field-fault').first().innerText();
await look('join-faults');
await choose('correct horse', 'correct horse');
await heading('You have joined');
await look('joined');
await page.getByRole('button', { name: 'Sign out and go to sign-in' }).click();
await page.getByLabel('E-mail address').waitFor();
await page.goto(invitation);
await heading('Welcome');
await choose('correct horse', 'correct horse');
await heading('This link works no more');
await look('link-over');
await page.getByRole('link', { name: 'Go to sign-in' }).click();
await into('ida.nygaard@northlight.example', 'correct horse');
await page.getByRole('treegrid').waitFor();
seen.joined = await page.getByRole('button', { name: 'Your account' }).innerText();
await out();

// Who forgot the password sets another one; the old one works no more.
await page.getByRole('link', { name: 'Forgot' }).click();
await heading('Set a new password');
await look('forgot');
await page.getByLabel('E-mail address').fill(email);
await page.keyboard.press('Enter');
await heading('Look into your mail');
await look('forgot-sent');
await page.goto(await mailed('new-password'));
await heading('Choose a new password');
await look('new-password');
await choose('a better one', 'a better one');
await heading('Your password is set');
await page.getByRole('link', { name: 'Go to sign-in' }).click();
await into(email, password);
seen.refused = await page.getByRole('alert').innerText();
await look('refused-sign-in');
await into(email, 'a better one');
await page.getByRole('treegrid').waitFor();

// Without a network a page says so, whether or not it was ever loaded, and shows once the network is there again.
await page.goto(`${url}/accounts/${accountId}`);
const options = page.getByRole('row', { name: 'Northlight Networks' }).getByRole('button', { name: 'Options' });
await options.waitFor();
seen.offline = [];
for (const time of ['never loaded', 'loaded']) {
  await page.context().setOffline(true);
  await options.click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByRole('alert').filter({ hasText: 'Try again' }).waitFor();
  seen.offline.push(await page.getByRole('alert').getByRole('paragraph').first().innerText());
  if (time === 'loaded') await look('offline');
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('textbox', { name: 'Name' }).waitFor();
  await page.getByRole('link', { name: 'Customers' }).first().click();
  await options.waitFor();
}
await page.goto(`${url}/nowhere`);
await heading('Page not found');
await look('not-found');

// A session that has ended leads to the sign-in, and from there back to where one was.
await page.context().clearCookies();
await page.goto(`${url}/accounts/${accountId}/edit`);
await page.getByText('Your session has ended').waitFor();
await look('session-ended');
await into(email, 'a better one');
await page.getByRole('textbox', { name: 'Name' }).waitFor();
await out();

// At the identity provider, and back to the page that was asked for.
await page.goto(`${url}/accounts/${accounts.nodes[0].id}/edit`);
const provider = page.getByRole('link', { name: 'Sign in at' });
await provider.waitFor();
await look('sign-in-oidc');
const origin = (await provider.innerText()).replace('Sign in at ', 'http://');
await provider.click();
await page.getByRole('textbox', { name: 'Name' }).waitFor();
seen.who = await page.getByRole('button', { name: 'Your account' }).innerText();
await out();
await page.goto(`${url}/oidc/login`); // without a page to come back to it leads to the tree
await page.getByRole('treegrid').waitFor();
await browser.close();
const expected = (fault) => fault.startsWith(`another origin: ${origin}/`) || fault.includes('ERR_ABORTED') || fault.includes('ERR_INTERNET_DISCONNECTED') || /\b401\b/.test(fault); // by leaving the page, by what is tried here
console.log(JSON.stringify({ ...seen, faults: faults.filter((fault) => !expected(fault)) }, null, 2));
