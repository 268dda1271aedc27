// Writes down what a release promises, names and types without their
// descriptions: release.mjs CURRENT RELEASED
import { readFileSync, writeFileSync } from 'node:fs'
import { parse, print, visit } from 'graphql'

const [current, released] = process.argv.slice(2)
const bare = visit(parse(readFileSync(current, 'utf8')), {
  enter: (node) => (node.description ? { ...node, description: undefined } : undefined),
})
writeFileSync(released, `# What the last release promised: written by make release-schema, compared in CI.\n\n${print(bare)}\n`)
