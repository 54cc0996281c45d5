// Steps that several stories take.

/** Types in a box that then shows a list. */
export async function type(box, typed) {
  await box.focus(); // the page scrolls there, which would close the list
  await box.page().evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
  await box.fill(typed);
}

/** Types in a box and takes the first option, once it is that one. */
export async function choose(box, typed, option) {
  const page = box.page();
  await type(box, typed);
  const first = page.getByRole('option').first().filter({ hasText: option });
  await first.waitFor();
  await box.press('ArrowDown');
  await first.and(page.locator('[data-focused]')).waitFor();
  await box.press('Enter');
}

/** The name of the field with a fault that has got the focus. */
export async function faulty(page) {
  await page.locator('[aria-invalid=true]:focus').waitFor(); // React gives it after it has shown the fault
  return page.evaluate(() => document.activeElement.labels[0].innerText);
}

/** Asks the server as the operator with that token. What is wrong with an input fails as well. */
export const operator = (url, token) => async (query, variables) => {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  const { data, errors } = await (await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })).json();
  const told = errors ?? Object.values(data).flatMap(({ userErrors }) => userErrors);
  if (told.length) throw new Error(JSON.stringify(told));
};

/** Gives the account of a row of the tree its number, which shows by itself. */
export async function complete(asOperator, row, accountNumber) {
  const id = await row.getAttribute('data-key');
  await asOperator('mutation ($id: ID!, $accountNumber: String!) { completeProvisioning(input: { accountId: $id, accountNumber: $accountNumber }) { userErrors { message } } }', { id, accountNumber });
  await row.filter({ hasText: accountNumber }).waitFor();
}
