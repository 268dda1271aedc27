/** What a link carries: the text of a query and, where it has some, its variables as JSON. */
export interface Shared {
  query: string
  variables?: string
}

/** Reads a shared query from the part after #, which browsers never send to the server. */
export function readLink(hash: string): Shared | undefined {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''))
  const query = parameters.get('query')
  if (!query) return undefined
  return { query, variables: parameters.get('variables') ?? undefined }
}

/** Makes a link that opens this page with the same query; headers, which may hold a token, stay out. */
export function makeLink(page: string, { query, variables }: Shared): string {
  const parameters = new URLSearchParams({ query })
  if (variables?.trim()) parameters.set('variables', variables)
  return `${page.replace(/#.*$/, '')}#${parameters}`
}
