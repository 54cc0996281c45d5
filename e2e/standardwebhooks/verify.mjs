// Verifies a webhook's request as a receiver does: node verify.mjs SECRET < {"headers": {...}, "body": "..."}
// It prints the event, and fails on a wrong signature and on one whose body is not as it was signed.
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const { headers, body } = JSON.parse(await text(process.stdin));
const webhook = new Webhook(process.argv[2]);
console.log(JSON.stringify(webhook.verify(body, headers)));
let forged = true;
try {
  webhook.verify(`${body} `, headers);
} catch {
  forged = false;
}
if (forged) throw new Error('another body is taken for signed');
