// A client of Cobuild in one file: typed documents, one way to ask, one kind of failure.
import { print } from 'graphql'
import { initGraphQLTada, type ResultOf, type TadaDocumentNode, type VariablesOf } from 'gql.tada'
import type { introspection } from './schema.js'

// Dates travel as YYYY-MM-DD.
export const graphql = initGraphQLTada<{
  introspection: introspection
  scalars: { Date: string; DateTime: string }
}>()

type Fault = {
  message: string
  path?: (string | number)[]
  extensions?: { code?: string; field?: string; requestId?: string }
}

// Refused is what the server said of a request it did not answer, or not wholly.
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly faults: Fault[],
  ) {
    super(faults.map((f) => `${f.extensions?.code ?? status}: ${f.message}`).join('\n'))
  }

  // Whether the same request may be answered later.
  get passing(): boolean {
    return this.status === 503 || this.faults.some((f) => f.extensions?.code === 'UNAVAILABLE')
  }
}

export class Cobuild {
  constructor(
    readonly url: string,
    readonly language: 'zh' | 'en' = 'en',
  ) {}

  // ask sends one operation. It throws Refused where any part of the answer
  // failed: a root field that is null without an error is an answer.
  async ask<Document extends TadaDocumentNode<any, any>>(
    document: Document,
    variables: VariablesOf<Document>,
    signal?: AbortSignal,
  ): Promise<ResultOf<Document>> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        'accept-language': this.language,
      },
      body: JSON.stringify({ query: print(document), variables }),
      signal: signal ?? AbortSignal.timeout(15_000),
    }).catch((err: unknown) => {
      throw new Refused(503, [{ message: `${this.url}: ${err instanceof Error ? (err.cause ?? err.message) : err}` }])
    })
    const type = response.headers.get('content-type') ?? ''
    if (!type.includes('json')) {
      throw new Refused(response.status, [{ message: await response.text() }])
    }
    const answer = (await response.json()) as { data?: ResultOf<Document>; errors?: Fault[] }
    if (answer.errors?.length || !answer.data) {
      throw new Refused(response.status, answer.errors ?? [{ message: response.statusText }])
    }
    return answer.data
  }
}
