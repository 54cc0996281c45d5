// Speaks to a server as somebody signed in, and registers customers.

/** Signs in. What it answers asks operations as that person, whose account and id it tells. */
export async function signIn(url, email, password) {
  const post = async (query, variables, headers) => {
    const body = JSON.stringify({ query, variables });
    const answer = await (await fetch(`${url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body })).json();
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  };
  const { token } = (await post('mutation ($email: String!, $password: String!) { signIn(input: {email: $email, password: $password}) { token } }', { email, password })).signIn;
  const ask = (query, variables) => post(query, variables, { Authorization: `Bearer ${token}` });
  const { topAccounts, user } = (await ask('{ viewer { topAccounts { nodes { id } } user { id } } }')).viewer;
  return { ask, token, accountId: topAccounts.nodes[0].id, userId: user.id };
}

/** Registers a customer with that name directly below the account of who has signed in: PENDING. */
export async function register({ ask, accountId, userId }, name, address = { street: '1 Quay Road', city: 'Bergen', postalCode: '5003', country: 'NO' }) {
  const input = { parentId: accountId, type: 'END_CUSTOMER', name, address, notificationContactId: userId };
  const { createCustomer } = await ask('mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { review { id version } userErrors { path message } } }', { input });
  if (!createCustomer.review) throw new Error(JSON.stringify(createCustomer));
  const { id, version } = createCustomer.review;
  const { approveReview } = await ask('mutation ($input: ApproveReviewInput!) { approveReview(input: $input) { userErrors { path message } } }', { input: { reviewId: id, reviewVersion: version, organizationId: null } });
  if (approveReview.userErrors.length) throw new Error(JSON.stringify(approveReview));
}

/** Waits until so many subscriptions run. */
export async function awaitRunning(url, n) {
  for (const deadline = Date.now() + 60_000; ; ) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const running = Number(/^canopy_subscriptions (\d+)/m.exec(text)?.[1] ?? 0);
    if (running === n) return;
    if (Date.now() > deadline) throw new Error(`${running} subscriptions run, want ${n}`);
  }
}
