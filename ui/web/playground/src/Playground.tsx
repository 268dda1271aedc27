import { DOC_EXPLORER_PLUGIN } from '@graphiql/plugin-doc-explorer'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { useState } from 'react'
import { ExampleMenu } from './ExampleMenu'
import { examples } from './examples'
import { Header } from './Header'
import { readLink } from './link'
import { ShareButton } from './ShareButton'
import { storage } from './storage'

const fetcher = createGraphiQLFetcher({ url: '/graphql' })

export function Playground() {
  const [shared] = useState(() => readLink(location.hash))
  const queries = shared ? [shared, ...examples.map((query) => ({ query }))] : examples.map((query) => ({ query }))
  return (
    <>
      <Header />
      <main>
        <GraphiQL
          fetcher={fetcher}
          storage={storage}
          defaultTabs={queries}
          defaultQuery=""
          initialQuery={shared?.query}
          initialVariables={shared?.variables}
          visiblePlugin={DOC_EXPLORER_PLUGIN}
          schemaDescription
          shouldPersistHeaders={false}
        >
          <GraphiQL.Logo>
            <ExampleMenu />
          </GraphiQL.Logo>
          <GraphiQL.Toolbar>
            {({ prettify, merge, copy }) => (
              <>
                {prettify}
                {merge}
                {copy}
                <ShareButton />
              </>
            )}
          </GraphiQL.Toolbar>
        </GraphiQL>
      </main>
    </>
  )
}
