// Runs the GraphQL-over-HTTP audits of graphql-http against a server: node audit.mjs http://127.0.0.1:8080/graphql
// It prints every audit that fails and exits with 1 when a MUST or a SHOULD is among them.
import { auditServer } from 'graphql-http';

const url = process.argv[2];
if (!url) throw new Error('say which URL to audit');

const results = await auditServer({ url });
const failed = results.filter(({ status }) => status !== 'ok');
for (const { id, name, reason, response } of failed) console.log(`${id} ${name}: ${reason} (${response.status})`);
console.log(`${results.length - failed.length} of ${results.length} audits pass`);
if (failed.some(({ name }) => /^(MUST|SHOULD) /.test(name))) process.exitCode = 1;
