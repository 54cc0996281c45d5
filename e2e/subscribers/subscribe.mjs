// Subscribes as the demo's administrator by the npm clients graphql-ws and graphql-sse: node subscribe.mjs http://127.0.0.1:8080 EMAIL PASSWORD
// Registers a customer, and prints as JSON what each client was told of it, then what each was told behind the first cursor.
// Goes on until the server stops, and prints how each client was told of that.
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
let closed;
const closing = new Promise((resolve) => (closed = resolve));
let connected;
const acknowledged = new Promise((resolve) => (connected = resolve));
const ws = createWS({
  url: `${url.replace('http', 'ws')}/graphql`,
  webSocketImpl: WebSocket,
  connectionParams: { Authorization: `Bearer ${token}` },
  retryAttempts: 0,
  lazy: false,
  onNonLazyError: () => {},
  on: { connected: () => connected(), closed: (event) => closed(event.code) },
});
const sse = createSSE({ url: `${url}/graphql`, headers: { Authorization: `Bearer ${token}` }, retryAttempts: 0 });
await acknowledged;

/** Subscribes; until(n) are the first n answers, ended is how it ends. */
function listen(client, variables) {
  const told = [];
  let check = () => {};
  let end;
  const ended = new Promise((resolve) => (end = resolve));
  client.subscribe(
    { query, variables },
    {
      next: (answer) => { told.push(answer.data?.accountChanged ?? answer.errors); check(); },
      error: (reason) => end(`error ${reason.code ?? reason.message ?? JSON.stringify(reason)}`),
      complete: () => end('complete'),
    },
  );
  const until = (n) => new Promise((resolve) => { check = () => told.length >= n && resolve(told.slice(0, n)); check(); });
  return { until, ended };
}

const running = { ws: listen(ws, { id }), sse: listen(sse, { id }) };
await awaitRunning(url, 2);
await register(admin, 'Subscribed Fjord Supplies');

const first = {};
for (const name of ['ws', 'sse']) first[name] = await running[name].until(2);
const again = {};
for (const [name, client] of Object.entries({ ws, sse })) again[name] = await listen(client, { id, after: first[name][0].cursor }).until(1);
console.log(JSON.stringify({ first, again }));
console.log(JSON.stringify({ close: await closing, sse: await running.sse.ended }));
process.exit(0);
