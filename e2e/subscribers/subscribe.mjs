// Subscribes as the demo's administrator by the npm clients graphql-ws and graphql-sse: node subscribe.mjs http://127.0.0.1:8080 EMAIL PASSWORD
// Registers a customer, and prints as JSON what each client was told of it, then what each was told behind the first cursor.
// Stays while the server is started again. Behind a line on its standard input it changes the account and lets the clients come back, and
// prints what they are told then.
import { once } from 'node:events';
import { createClient as createSSE } from 'graphql-sse';
import { createClient as createWS } from 'graphql-ws';
import WebSocket from 'ws';
import { awaitRunning, register, signIn } from './customer.mjs';

const [url, email, password] = process.argv.slice(2);
const admin = await signIn(url, email, password);
const { accountId: id, token } = admin;

const query = `subscription ($id: ID!, $after: String) {
  accountChanged(accountId: $id, after: $after) { cursor event { action } account { status accountNumber } }
}`;
const back = once(process.stdin, 'data').then(() => admin.ask('mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { userErrors { message } } }',
  { input: { accountId: id, phone: '+47 22 123456' } })); // before the clients are
const closes = [];
const ws = createWS({
  url: `${url.replace('http', 'ws')}/graphql`,
  webSocketImpl: WebSocket,
  connectionParams: () => ({ Authorization: `Bearer ${token}` }),
  retryWait: () => back,
  shouldRetry: () => true,
  on: { closed: (event) => closes.push(event.code) },
});
const sse = createSSE({ url: `${url}/graphql`, headers: { Authorization: `Bearer ${token}` }, retry: () => back });

/** Subscribes, and goes on behind the last cursor whenever the connection comes back; until(n) are the answers, once there are n. */
function listen(client, variables) {
  const told = [];
  let check = () => {};
  const over = (reason) => { console.error('it has ended:', reason); process.exit(1); };
  client.subscribe(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (errors) over(errors);
        variables.after = data.accountChanged.cursor; // clients send this object again
        told.push(data.accountChanged);
        check();
      },
      error: over,
      complete: over,
    },
  );
  const until = (n) => new Promise((resolve) => { check = () => told.length >= n && resolve(told); check(); });
  return { until };
}

const running = { ws: listen(ws, { id }), sse: listen(sse, { id }) };
await awaitRunning(url, 2);
await register(admin, 'Subscribed Fjord Supplies');

const first = {};
for (const name of ['ws', 'sse']) first[name] = await running[name].until(2);
const again = {};
for (const [name, client] of Object.entries({ ws, sse })) again[name] = await listen(client, { id, after: first[name][0].cursor }).until(1);
console.log(JSON.stringify({ first, again }));
await back;
const resumed = {};
for (const name of ['ws', 'sse']) resumed[name] = await running[name].until(3);
console.log(JSON.stringify({ resumed, close: closes[0] }));
process.exit(0);
