// Writes ui/THIRD_PARTY_LICENCES.md: every package that puts code or styles into ui/dist, with its licence text.
// It asks the bundler itself, workers included, so nothing is listed that is not shipped and nothing is forgotten.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const apps = ['../playground/vite.config.ts']
const target = here('../../THIRD_PARTY_LICENCES.md')

/** Directories of packages found in the bundle. */
const directories = new Set()

function collect() {
  const styles = []
  return {
    name: 'collect-packages',
    transform(_code, id) {
      if (/\.css(\?|$)/.test(id)) styles.push(id)
    },
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk'
          ? Object.entries(file.modules).flatMap(([id, module]) => (module.renderedLength > 0 ? [id] : []))
          : [],
      )
      for (const id of [...modules, ...styles]) {
        const directory = packageOf(id)
        if (directory) directories.add(directory)
      }
    },
  }
}

/** The directory of the package a module lies in; undefined for our own files and the bundler's virtual ones. */
function packageOf(id) {
  const path = id.replace(/^\0/, '').replace(/\?.*$/, '').split('/').join(sep)
  const marker = `${sep}node_modules${sep}`
  const at = path.lastIndexOf(marker)
  if (at < 0) return undefined
  const parts = path.slice(at + marker.length).split(sep)
  const name = parts.slice(0, parts[0].startsWith('@') ? 2 : 1)
  return join(path.slice(0, at + marker.length), ...name)
}

function describe(directory) {
  const { name, version, license, repository } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  const texts = readdirSync(directory)
    .filter((file) => /^(licen[cs]e|copying|notice|third-?party-?notices)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(directory, file), 'utf8').replace(/\r\n?/g, '\n').replace(/[ \t]+$/gm, '').trim())
  if (!license) throw new Error(`${name} ${version} names no licence: find it before it is shipped`)
  const url = typeof repository === 'string' ? repository : repository?.url
  return { name, version, licence: license, url: url?.replace(/^git\+/, '').replace(/\.git$/, '') ?? '', texts }
}

/** Fences a text with more backticks than it holds itself. */
function fenced(text) {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

for (const app of apps) {
  await build({
    configFile: here(app),
    logLevel: 'error',
    build: { write: false },
    plugins: [collect()],
    worker: { format: 'es', plugins: () => [collect()] },
  })
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
const unique = new Map([...directories].map(describe).map((entry) => [`${entry.name} ${entry.version}`, entry]))
const packages = [...unique.values()].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version))

/** Many packages share a text word for word; each is printed once, with all that carry it. */
const carriers = new Map()
for (const { name, version, texts } of packages) {
  for (const text of texts) carriers.set(text, [...(carriers.get(text) ?? []), `${name} ${version}`])
}

const page = `# Licences of third-party software in the web pages

Written by \`npm run licences\` in ui/web; do not edit. The pages under ui/dist contain code or styles of these packages.

| package | version | licence | source |
|---|---|---|---|
${packages.map((entry) => `| ${entry.name} | ${entry.version} | ${entry.licence} | ${entry.url} |`).join('\n')}

Packages without a text below ship none; the licence named above applies.

${[...carriers].map(([text, names]) => `## ${names.join(', ')}\n\n${fenced(text)}`).join('\n\n')}
`
writeFileSync(target, page)
console.log(`${packages.length} packages, ${carriers.size} licence texts: ui/THIRD_PARTY_LICENCES.md`)
