// Lists the enterprises of a region that no organisation covers, with the reason
// for each, tab-separated: npm start -- URL REGION-CODE DATE
import { parseArgs } from 'node:util'
import { Cobuild, Refused, graphql } from './cobuild.js'

const Uncovered = graphql(`
  query Uncovered($region: String!, $date: Date!, $after: String) {
    region(by: { code: $region }, asOf: $date) {
      name
      coverageReport(classes: [{ unitKind: ENTERPRISE }]) {
        organisationCoverage {
          numerator
          denominator
          missing(first: 10, after: $after) {
            nodes {
              name
              creditCode
              region {
                name
              }
              status {
                reason
                message(lang: ZH)
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
  }
`)

const { positionals } = parseArgs({ allowPositionals: true })
const [url = 'http://127.0.0.1:8080/graphql', region = '330206-GT', date = '2025-12-31'] = positionals
const cobuild = new Cobuild(url)

try {
  let after: string | null = null
  let more = true
  while (more) {
    const answer: Awaited<ReturnType<typeof page>> = await page(after)
    if (!answer.region) throw new Error(`no region has the code ${region}`)
    const rate = answer.region.coverageReport?.organisationCoverage
    if (!rate) throw new Error(`${answer.region.name} has no report of ${date}`)
    if (after === null) console.log([answer.region.name, date, rate.numerator, rate.denominator].join('\t'))
    for (const unit of rate.missing.nodes) {
      console.log([unit.name, unit.creditCode ?? '', unit.region?.name ?? '', unit.status?.reason ?? '', unit.status?.message ?? ''].join('\t'))
    }
    after = rate.missing.pageInfo.endCursor
    more = rate.missing.pageInfo.hasNextPage
  }
} catch (err) {
  if (!(err instanceof Refused)) throw err
  console.error(err.message, err.passing ? '\ntry again later' : '')
  process.exitCode = 1
}

function page(after: string | null) {
  return cobuild.ask(Uncovered, { region, date, after })
}
