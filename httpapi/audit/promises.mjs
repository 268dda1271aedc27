// Compares the schema with that of the last release: nothing is removed or made
// stricter unless it was deprecated then. promises.mjs RELEASED CURRENT
import { readFileSync } from 'node:fs'
import { buildSchema, buildASTSchema, findBreakingChanges, getNamedType, isAbstractType, isEnumType, isInputObjectType, parse, visit } from 'graphql'

const [released, current] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'))
const promised = buildASTSchema(
  visit(parse(released), {
    enter: (node) => (node.directives?.some((d) => d.name.value === 'deprecated') ? null : undefined),
  }),
)

// What only deprecated fields led to may go with them.
const reached = new Set()
const reach = (type) => {
  if (!type || reached.has(type.name)) return
  reached.add(type.name)
  if (isAbstractType(type)) promised.getPossibleTypes(type).forEach(reach)
  if (isEnumType(type) || !type.getFields) return
  type.getInterfaces?.().forEach(reach)
  for (const field of Object.values(type.getFields())) {
    reach(getNamedType(field.type))
    if (!isInputObjectType(type)) field.args.forEach((argument) => reach(getNamedType(argument.type)))
  }
}
reach(promised.getQueryType())
reach(promised.getMutationType())

const broken = findBreakingChanges(promised, buildSchema(current)).filter(
  ({ type, description }) => type !== 'TYPE_REMOVED' || reached.has(/^(\w+)/.exec(description)[1]),
)
for (const { description } of broken) console.error(`broken: ${description}`)
if (broken.length > 0) {
  console.error('clients rely on what a release promised: keep it and mark it @deprecated; it may go in the release after the next')
  process.exit(1)
}
console.log(`${reached.size} types of the last release are as promised`)
