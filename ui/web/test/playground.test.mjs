// Opens the playground of a running server in a real browser and proves that it works without the internet.
//
//   COBUILD_URL=http://127.0.0.1:8080 npm run test:browser
//
// COBUILD_SCREENSHOT is a file for a picture of the page; COBUILD_CHROMIUM a browser other than /usr/bin/chromium.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'

const base = process.env.COBUILD_URL
if (!base) throw new Error('COBUILD_URL must name a running server, such as http://127.0.0.1:8080')
const origin = new URL(base).origin
const address = `${origin}/playground`

const folder = new URL('../playground/examples/', import.meta.url)
const names = readdirSync(folder)
  .sort()
  .map((file) => /^(?:query|mutation|subscription)\s+(\w+)/m.exec(readFileSync(new URL(file, folder), 'utf8'))[1])

let browser
let page
const outside = []
const problems = []

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.COBUILD_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-default-apps',
      '--disable-sync',
      '--no-first-run',
      // What slips past the route below finds no host, and the console says so.
      `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${new URL(base).hostname}`,
    ],
  })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  // Requests of workers pass here too. Anything for another origin is noted and refused.
  await context.route('**/*', (route) => {
    const url = route.request().url()
    if (/^https?:/.test(url) && new URL(url).origin !== origin) {
      outside.push(url)
      return route.abort()
    }
    return route.continue()
  })
  page = await context.newPage()
  watch(page)
  await page.goto(address)
})

function watch(opened) {
  opened.on('pageerror', (error) => problems.push(String(error)))
  opened.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
}

after(() => browser?.close())

test('/playground leads to the page and its title', async () => {
  assert.equal(new URL(page.url()).pathname, '/playground/')
  assert.equal(await page.title(), 'Cobuild 共建 · Playground')
})

test('every example has a tab named after its operation', async () => {
  const tabs = page.locator('.graphiql-tab-button')
  await tabs.first().waitFor()
  assert.deepEqual(await tabs.allTextContents(), names)
})

test('the docs pane is open and knows the schema', async () => {
  await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).first().waitFor()
})

test('running the first example shows data', async () => {
  await page.locator('.graphiql-query-editor .view-line').first().waitFor()
  const [response] = await Promise.all([
    page.waitForResponse((response) => {
      const sent = response.request().postDataJSON()
      return response.url() === `${origin}/graphql` && sent?.operationName === names[0]
    }),
    page.locator('.graphiql-execute-button').click(),
  ])
  assert.ok((await response.json()).data, 'the answer has no data')
  await page.locator('.graphiql-response .view-line', { hasText: '"data"' }).first().waitFor()
  if (process.env.COBUILD_SCREENSHOT) await page.screenshot({ path: process.env.COBUILD_SCREENSHOT })
})

test('every example is valid in the editor', async () => {
  const marked = {}
  for (const [index, name] of names.entries()) {
    await page.locator('.graphiql-tab-button').nth(index).click()
    await page.locator('.graphiql-query-editor .view-line').filter({ hasText: name }).first().waitFor()
    await page.waitForTimeout(1200) // the editor's worker validates after a pause
    const errors = await page.locator('.graphiql-query-editor .squiggly-error').count()
    if (errors > 0) marked[name] = errors
  }
  assert.deepEqual(marked, {})
})

test('the menu opens the tab of an example, also of one that was closed', async () => {
  const menu = page.getByLabel('Open an example')
  const active = page.locator('.graphiql-tab-active .graphiql-tab-button')
  const last = page.locator('.examples option').last()
  const lastName = names.at(-1)
  await menu.selectOption(await last.getAttribute('value'))
  await page.locator('.graphiql-tab-active .graphiql-tab-button', { hasText: lastName }).waitFor()
  await page.locator('.graphiql-tab-active .graphiql-tab-close').click()
  await page.waitForFunction((n) => document.querySelectorAll('.graphiql-tab-button').length === n, names.length - 1)
  await menu.selectOption(await last.getAttribute('value'))
  await page.locator('.graphiql-query-editor .view-line').filter({ hasText: lastName }).first().waitFor()
  await active.filter({ hasText: lastName }).waitFor() // the title follows what is typed after a pause
})

test('a shared link opens in a tab of its own, and prettify, which loads its code late, formats it', async () => {
  const other = await page.context().newPage()
  watch(other)
  await other.goto(`${address}/#${new URLSearchParams({ query: 'query   Shared{__typename}' })}`)
  const text = other.locator('.graphiql-query-editor .view-lines')
  await text.filter({ hasText: 'Shared' }).waitFor()
  assert.equal(await other.locator('.graphiql-tab-active .graphiql-tab-button').textContent(), 'Shared')
  await other.getByRole('button', { name: /^Prettify/ }).click()
  await text.filter({ hasText: /query\sShared\s\{/ }).waitFor()
  await other.close()
})

test('restoring the examples brings back their tabs', async () => {
  const tabs = page.locator('.graphiql-tab-button')
  await page.locator('.graphiql-tab-add').click()
  await tabs.nth(names.length).waitFor()
  page.once('dialog', (dialog) => dialog.accept())
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Restore examples' }).click()])
  await tabs.first().waitFor()
  assert.deepEqual(await tabs.allTextContents(), names)
})

test('nothing was asked of another origin and nothing failed', () => {
  assert.deepEqual(outside, [])
  assert.deepEqual(problems, [])
})
