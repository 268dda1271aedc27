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
