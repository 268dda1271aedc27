import logo from './logo.svg'
import { forget } from './storage'

const question =
  '恢复示例会丢弃本浏览器中保存的标签页和历史。\nRestoring the examples discards the tabs and history kept in this browser.'

function restore() {
  if (!confirm(question)) return
  // GraphiQL writes its tabs half a second after a change: leave the page before it can write the old ones again.
  forget()
  location.replace(location.pathname)
}

export function Header() {
  return (
    <header className="bar">
      <h1>
        <img src={logo} alt="" width="24" height="24" />
        <span>Cobuild 共建</span>
        <small>Playground</small>
      </h1>
      <p>
        <span lang="zh-CN">示例只是起点：改动任何查询，按 Ctrl+Enter 运行。</span>{' '}
        <span lang="en">The examples are a start: change any query, press Ctrl+Enter to run it.</span>
      </p>
      <button type="button" onClick={restore}>
        恢复示例 · <span lang="en">Restore examples</span>
      </button>
    </header>
  )
}
