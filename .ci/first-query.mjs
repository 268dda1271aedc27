// Asks a running server the first query of a page and compares the answer with
// the one printed below it: first-query.mjs README.md http://HOST:PORT/graphql
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

const [page, url] = process.argv.slice(2)
const text = readFileSync(page, 'utf8')
const block = (language) => new RegExp('```' + language + '\\n([\\s\\S]*?)```').exec(text)?.[1]
const query = block('graphql')
const answer = block('json')
if (!query || !answer) throw new Error(`${page} holds no query (\`\`\`graphql) with its answer (\`\`\`json)`)

const response = await fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
  body: JSON.stringify({ query }),
})
assert.equal(response.status, 200, await response.clone().text())
assert.deepEqual(await response.json(), JSON.parse(answer), `the answer is not that of ${page}`)
console.log(`${url} answers as ${page} says`)
