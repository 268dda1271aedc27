// Asks a running server every query of some pages and compares each answer with
// the one printed below it: queries.mjs http://HOST:PORT/graphql README.md ...
// A query without an answer below it must be answered without errors.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

const [url, ...pages] = process.argv.slice(2)
for (const page of pages) {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/```(graphql|json)\n([\s\S]*?)```/g)]
  let asked = 0
  for (const [i, [, language, query]] of blocks.entries()) {
    if (language !== 'graphql') continue
    const [, next, expected] = blocks[i + 1] ?? []
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', 'accept-language': 'en' },
      body: JSON.stringify({ query }),
    })
    const answer = await response.json()
    for (const error of answer.errors ?? []) delete error.extensions?.requestId // of one request alone
    if (next === 'json') assert.deepEqual(answer, JSON.parse(expected), `${page}: another answer than is printed below\n${query}`)
    else assert.equal(answer.errors, undefined, `${page}: refused\n${query}`)
    asked++
  }
  if (asked === 0) throw new Error(`${page} holds no query (\`\`\`graphql)`)
  console.log(`${url} answers the ${asked} queries of ${page} as it says`)
}
