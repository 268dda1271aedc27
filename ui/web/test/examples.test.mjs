// Validates every example query against the schema files, as the server will.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { buildSchema, parse, validate } from 'graphql'

const read = (folder, extension) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(extension))
    .sort()
    .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }))

const schemaFiles = read(new URL('../../../schema/', import.meta.url), '.graphqls')
const schema = buildSchema(schemaFiles.map(({ text }) => text).join('\n'))
const examples = read(new URL('../playground/examples/', import.meta.url), '.graphql')

test('there are examples', () => assert.ok(examples.length > 0))

for (const { file, text } of examples) {
  test(`${file} fits the schema`, () => {
    assert.deepEqual(validate(schema, parse(text)).map((error) => error.message), [])
  })
}
