"""Lists the enterprises of a region that no organisation covers, with the reason
for each, tab-separated: python3 gaps.py --help"""

from __future__ import annotations

import argparse
import sys

from cobuild import Cobuild, Refused

UNCOVERED = """
query Uncovered($region: String!, $date: Date!, $after: String) {
  region(by: { code: $region }, asOf: $date) {
    name
    coverageReport(classes: [{ unitKind: ENTERPRISE }]) {
      organisationCoverage {
        numerator
        denominator
        missing(first: 10, after: $after) {
          nodes { name creditCode region { name } status { reason message(lang: ZH) } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
}
"""


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--url", default=Cobuild.url)
    words.add_argument("--region", default="330206-GT", help="code of the region (default: %(default)s)")
    words.add_argument("--date", default="2025-12-31", help="YYYY-MM-DD (default: %(default)s)")
    said = words.parse_args()

    path = ("region", "coverageReport", "organisationCoverage", "missing")
    first = True
    try:
        for data, missing in Cobuild(said.url).pages(UNCOVERED, *path, region=said.region, date=said.date):
            if first:
                region = data["region"]
                rate = region["coverageReport"]["organisationCoverage"]
                print(region["name"], said.date, rate["numerator"], rate["denominator"], sep="\t")
                first = False
            for unit in missing["nodes"]:
                status = unit["status"] or {}
                place = unit["region"] or {}
                print(
                    unit["name"],
                    unit["creditCode"] or "",
                    place.get("name", ""),
                    status.get("reason") or "",
                    status.get("message") or "",
                    sep="\t",
                )
    except Refused as refused:
        print(refused, "try again later" if refused.passing else "", sep="\n", file=sys.stderr)
        return 1
    if first:
        print(f"no region has the code {said.region}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
