import { ToolbarButton, useGraphiQL } from '@graphiql/react'
import { useState } from 'react'
import { makeLink } from './link'

type State = 'ready' | 'copied' | 'failed'

const labels: Record<State, string> = {
  ready: '复制本查询的链接 · Copy a link to this query',
  copied: '链接已复制 · Link copied',
  failed: '浏览器不允许写剪贴板，链接已在地址栏 · Clipboard refused; the link is in the address bar',
}

/** Copies a link that repeats the query in the open tab; where the clipboard is closed, the address bar shows it. */
export function ShareButton() {
  const { queryEditor, variableEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }))
  const [state, setState] = useState<State>('ready')

  async function share() {
    const query = queryEditor?.getValue() ?? ''
    const link = makeLink(location.href, { query, variables: variableEditor?.getValue() })
    try {
      await navigator.clipboard.writeText(link)
      setState('copied')
    } catch {
      history.replaceState(null, '', link)
      setState('failed')
    }
    setTimeout(() => setState('ready'), 4000)
  }

  return (
    <ToolbarButton label={labels[state]} onClick={share}>
      <svg className="graphiql-toolbar-icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
        {state === 'copied' ? (
          <path d="M4 10.5 8.5 15 16 6" />
        ) : (
          <path d="M8 12a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5l-1 1M12 8a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5l1-1" />
        )}
      </svg>
    </ToolbarButton>
  )
}
