import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { catalogue, nameOf } from './examples'

/** Opens the tab of an example, by the system it asks about: more tabs are open than fit beside each other. */
export function ExampleMenu() {
  const { tabs, active, queryEditor } = useGraphiQL((state) => ({
    tabs: state.tabs,
    active: state.activeTabIndex,
    queryEditor: state.queryEditor,
  }))
  const { addTab, changeTab } = useGraphiQLActions()

  function open(query: string) {
    const index = tabs.findIndex((tab) => tab.title === nameOf(query))
    if (index >= 0) {
      changeTab(index)
    } else {
      addTab() // the tab was closed
      queryEditor?.setValue(query)
    }
    // What is out of sight is scrolled to, once it is drawn.
    setTimeout(() => document.querySelector('.graphiql-tab-active')?.scrollIntoView({ inline: 'nearest' }))
  }

  const all = catalogue.flatMap((group) => group.examples)
  const current = all.find((example) => nameOf(example.query) === tabs[active]?.title)
  return (
    <select
      className="examples"
      aria-label="打开示例 · Open an example"
      value={current?.query ?? ''}
      onChange={(event) => open(event.target.value)}
    >
      {!current && <option value="">示例 · Examples</option>}
      {catalogue.map((group) => (
        <optgroup key={group.title} label={group.title}>
          {group.examples.map((example) => (
            <option key={example.title} value={example.query}>
              {example.title}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  )
}
