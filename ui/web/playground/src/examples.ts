// The example queries are plain .graphql files, so that the server's own tests run the very text people see.
const files = import.meta.glob<string>('../examples/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Query texts in the order of their file names; each becomes a tab named after its operation. */
export const examples: string[] = Object.keys(files)
  .sort()
  .map((path) => files[path] as string)

/** The name of a query's operation, which its tab bears. */
export const nameOf = (query: string) => /^query\s+(\w+)/m.exec(query)?.[1]

interface Group {
  title: string
  examples: { title: string; query: string }[]
}

/**
 * The examples by the system they ask about. The first line of one is `# 府谷·社区 · Fugu: communities`; what stands
 * before the dot and the colon is the system, and those without are about Gaotang.
 */
export const catalogue: Group[] = []
for (const query of examples) {
  const [chinese = '', english = ''] = (query.split('\n', 1)[0] ?? '').replace('# ', '').split(' · ')
  const system = /^([^·]+)·(.+)$/.exec(chinese)
  const group = system ? `${system[1]} · ${english.split(': ', 1)[0]}` : '高塘 · Gaotang'
  const title = system ? `${system[2]} · ${english.slice(english.indexOf(': ') + 2)}` : `${chinese} · ${english}`
  let found = catalogue.find((known) => known.title === group)
  if (!found) catalogue.push((found = { title: group, examples: [] }))
  found.examples.push({ title, query })
}
