import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * GraphiQL's stylesheet carries 34 web fonts as data (Latin, Greek, Cyrillic, Vietnamese; none of them Chinese), which
 * is most of its weight. The system's fonts do better here; only the editor's icon font stays.
 */
function systemFonts(): Plugin {
  return {
    name: 'system-fonts',
    enforce: 'pre',
    transform(code, id) {
      if (!/graphiql\/dist\/style\.css/.test(id)) return null
      const slim = code.replace(/@font-face\s*\{[^}]*\}/g, (face) => (/codicon/.test(face) ? face : ''))
      if (!slim.includes('@font-face') || slim.length > code.length / 1.5) {
        this.error('graphiql/style.css no longer looks as expected: check which fonts it carries')
      }
      return { code: slim, map: null }
    },
  }
}

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [systemFonts(), react()],
  build: {
    outDir: here('../../dist/playground'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      // Libraries apart from our own code and the examples: an edit there leaves the large files, and their names, alone.
      output: {
        codeSplitting: {
          groups: [{ name: 'graphiql', test: /node_modules[\\/](?!monaco-editor|monaco-graphql|prettier)/ }],
        },
      },
      // Hints to the React compiler in code that is already compiled: nothing is lost, and there are dozens.
      onLog(level, log, handler) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log)
      },
    },
  },
  worker: { format: 'es' },
  server: { proxy: { '/graphql': process.env.COBUILD_URL ?? 'http://127.0.0.1:8080' } },
})
