// Runs the audits of graphql-http against a running server:
//
//   npm ci && COBUILD_URL=http://127.0.0.1:8080/graphql npm run audit
//
// Exits 1 if an audit that a server MUST or SHOULD pass fails, 2 if the server
// cannot be asked at all. Failures of MAY are listed and tolerated.
import { serverAudits } from 'graphql-http';

const url = process.env.COBUILD_URL;
if (!url) {
  console.error('Set COBUILD_URL to the endpoint, such as http://127.0.0.1:8080/graphql');
  process.exit(2);
}

const counts = new Map(['MUST', 'SHOULD', 'MAY'].map((level) => [level, { passed: 0, failed: 0 }]));

for (const { name, id, fn } of serverAudits({ url })) {
  const level = [...counts.keys()].find((word) => name.startsWith(word));
  if (!level) {
    console.error(`audit ${id} has no level known here: ${name}`);
    process.exit(2);
  }
  let result;
  try {
    result = await fn();
  } catch (err) {
    console.error(`${url} does not answer: ${err.cause ?? err}`);
    process.exit(2);
  }
  const passed = result.status === 'ok';
  counts.get(level)[passed ? 'passed' : 'failed']++;
  if (!passed) console.log(`FAILED ${id} ${name}\n       ${result.reason}`);
}

const failed = counts.get('MUST').failed + counts.get('SHOULD').failed;
const summary = [...counts].map(([level, n]) => `${level} ${n.passed}/${n.passed + n.failed}`).join(', ');
console.log(`${failed === 0 ? 'ok' : 'FAILED'}: ${summary} passed`);
process.exit(failed === 0 ? 0 : 1);
