const prefix = 'cobuild:'

// GraphiQL asks for the width of the docs pane, relative to the editors, before anybody has dragged it; its own third
// leaves too little for the tabs.
const defaults: Record<string, string> = { 'graphiql:docExplorerFlex': '0.27' }

/**
 * The browser's storage under keys of our own. Every GraphiQL writes the same keys, and any other server on the same
 * host and port would otherwise hand its tabs to this page.
 */
export const storage = {
  get length() {
    return ownKeys().length
  },
  getItem: (key: string) => localStorage.getItem(prefix + key) ?? defaults[key] ?? null,
  setItem: (key: string, value: string) => localStorage.setItem(prefix + key, value),
  removeItem: (key: string) => localStorage.removeItem(prefix + key),
  clear() {
    for (const key of ownKeys()) localStorage.removeItem(key)
  },
}

/** Forgets tabs, history and layout kept in this browser; the next load shows the examples again. */
export function forget(): void {
  storage.clear()
}

function ownKeys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix))
}
