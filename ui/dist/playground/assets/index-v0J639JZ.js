import{r as e}from"./rolldown-runtime-XKyaHtl9.js";import{a as t,cr as n,l as r,lr as i,n as a,o,s,t as c,ur as l}from"./graphiql-D1iAWuVh.js";var u=e(l(),1),d=i(),f=Object.assign({"../examples/01-area-coverage.graphql":`# 高塘片区的覆盖率 · Coverage of the Gaotang area
# 每个率都带分子、分母；
# missing 正好有「分母减分子」个单位。
# missing holds exactly denominator minus
# numerator units.
query AreaCoverage {
  region(by: { code: "330206-GT" }) {
    name
    leadingOrganisation {
      name
    }
    coverageReport {
      asOf
      units
      organisationCoverage {
        ...Share
        rule {
          text
        }
        missing(first: 5) {
          totalCount
          nodes {
            name
            unitKind
          }
        }
      }
      independentRate {
        ...Share
      }
      establishedWhereRequired {
        ...Share
      }
      eligibleCoverage {
        ...Share
      }
      workCoverage {
        ...Share
      }
      anyCoverage {
        ...Share
      }
      bothCoverage {
        ...Share
      }
      regionsWithOrganisation {
        value
        numerator
        denominator
      }
      breakdown {
        establishment
        members
        worked
        count
      }
    }
  }
}

fragment Share on Rate {
  value
  numerator
  denominator
}
`,"../examples/02-area-gaps.graphql":`# 高塘片区的缺口 · Gaps of the Gaotang area
# 在 filter 里加 gapKinds 只看一类，
# 如 gapKinds: [UNCOVERED]。
# Add gapKinds to the filter for one kind,
# such as gapKinds: [UNCOVERED].
query AreaGaps {
  gaps(filter: { within: { code: "330206-GT" } }, first: 20) {
    totalCount
    nodes {
      gapKind
      severity
      since
      subject {
        name
        region {
          name
        }
      }
      reason
      zh: message(lang: ZH)
      en: message(lang: EN)
      evidence {
        name
        value
        threshold
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,"../examples/03-units-by-status.graphql":`# 片区企业的组建状态 · Enterprises by how they are covered
# 单独、联合、区域、行业、挂靠，或没有。
# own, joint, area, trade, attached, or none.
query UnitsByStatus {
  own: units(filter: { within: { code: "330206-GT" }, unitKinds: [ENTERPRISE], establishment: [OWN] }, first: 10) {
    ...Enterprises
  }
  area: units(filter: { within: { code: "330206-GT" }, unitKinds: [ENTERPRISE], establishment: [AREA] }, first: 10) {
    ...Enterprises
  }
  none: units(filter: { within: { code: "330206-GT" }, unitKinds: [ENTERPRISE], establishment: [NONE] }, first: 10) {
    ...Enterprises
  }
}

fragment Enterprises on UnitConnection {
  totalCount
  nodes {
    name
    staff
    status {
      establishment
      members
      worked
      reason
      organisation {
        name
      }
    }
  }
}
`,"../examples/04-child-rates.graphql":`# 北仑区各下级地区的覆盖率 · Rates of each region below Beilun
# 全区 = 直属部分 + 各下级地区之和。
# The whole = its own part + all children.
query ChildRates {
  region(by: { code: "330206" }) {
    name
    whole: coverageReport {
      ...Rates
    }
    own: coverageReport(depth: SELF) {
      ...Rates
    }
    children(first: 50) {
      nodes {
        code
        name
        coverageReport {
          ...Rates
        }
      }
    }
  }
}

fragment Rates on CoverageReport {
  units
  organisationCoverage {
    value
    numerator
    denominator
  }
  bothCoverage {
    value
    numerator
    denominator
  }
}
`,"../examples/05-two-dates.graphql":`# 同一片区的两个日期 · The same area on two dates
# asOf 可以是过去或将来的任何日期，
# 对其下的一切字段生效。
# asOf may be any date, past or coming;
# it holds for all fields below it.
query TwoDates($before: Date = "2024-12-31", $after: Date = "2025-12-31") {
  region(by: { code: "330206-GT" }) {
    name
    before: coverageReport(asOf: $before) {
      ...OnDate
    }
    after: coverageReport(asOf: $after) {
      ...OnDate
    }
  }
}

fragment OnDate on CoverageReport {
  asOf
  projected
  units
  organisationCoverage {
    value
    numerator
    denominator
  }
  gaps(gapKinds: [UNCOVERED], first: 5) {
    totalCount
    nodes {
      since
      subject {
        name
      }
    }
  }
}
`,"../examples/06-weak-unpaired.graphql":`# 无人帮带的软弱涣散党组织 · Weak organisations that nobody helps
# evidence 是规则看到的事实。
# evidence is what the rule saw.
query WeakUnpaired {
  gaps(filter: { within: { code: "330206" }, gapKinds: [WEAK_UNPAIRED] }, first: 20) {
    totalCount
    nodes {
      since
      severity
      message
      region {
        name
      }
      subject {
        name
        ... on Organisation {
          organisationKind
          strength
          superior {
            name
          }
          pairings(first: 5) {
            nodes {
              pairingKind
              active
              ends {
                role
                participant {
                  name
                }
              }
            }
          }
        }
      }
      evidence {
        name
        value
        threshold
      }
    }
  }
}
`,"../examples/07-outside-council.graphql":`# 谁不在共建理事会 · Who sits outside the co-building council
# alliance 是示例中理事会的 id，换成别的联盟也行。
# alliance is the id of the sample's council;
# any other alliance will do.
query OutsideCouncil($alliance: ID! = "all_7w5jwpsbdmxwschhbey1") {
  alliance(id: $alliance) {
    name
    participants(first: 50) {
      totalCount
      nodes {
        role
        participant {
          __typename
          name
        }
      }
    }
  }
  region(by: { code: "330206-GT" }) {
    name
    outside: units(
      filter: { unitKinds: [ENTERPRISE], alliance: { id: $alliance, participates: false } }
      first: 100
    ) {
      totalCount
      nodes {
        name
        status {
          establishment
        }
      }
    }
  }
}
`,"../examples/08-rules.graphql":`# 规则、参数与出处 · The rules, their parameters and sources
# 它们是可改的默认值，不是法条。
# They are defaults to be changed, not law.
query Rules {
  ruleset {
    id
    version
    parameters {
      name
      label
      value
      source
    }
    rules {
      code
      label
      zh: text(lang: ZH)
      en: text(lang: EN)
      nextStep
      severity
      source
    }
  }
}
`,"../examples/10-links.graphql":`# 这两方之间有什么关联 · How two participants are linked
# 只给出最短的路径，最多六跳；via 可限定关联类型。
# Only the shortest paths are told, of up to six hops;
# via narrows the kinds of links.
query Links(
  $from: ID! = "unt_vzyw9ywxa2g3r4c4gppf"
  $to: ID! = "reg_yz3waf7gevqj60k4mpd8"
) {
  links(from: $from, to: $to, maxHops: 6) {
    truncated
    visited
    links {
      hops
      steps {
        linkKind
        relation {
          ... on Pairing {
            label
          }
          ... on Alliance {
            name
          }
          ... on Coverage {
            mode
            since
          }
        }
        to {
          __typename
          name
          level
        }
      }
    }
  }
}
`,"../examples/11-across-levels.graphql":`# 跨层级结对有多少 · Pairings across levels, with the lists behind the numbers
# by 也可为 PARTICIPANT_KIND 或 CHILD_REGION。
# by may be PARTICIPANT_KIND or CHILD_REGION, too.
query AcrossLevels {
  region(by: { code: "330206" }) {
    name
    crossing: pairings(filter: { levelSpan: { min: 1 }, active: true }, first: 10) {
      totalCount
      nodes {
        label
        levels
      }
    }
    pairingMatrix(by: LEVEL) {
      pairings
      cells {
        row {
          label
        }
        column {
          label
        }
        count
        pairings(first: 3) {
          totalCount
          nodes {
            label
          }
        }
      }
    }
  }
}
`,"../examples/12-modes-of-co-building.graphql":`# 各地区的共建方式 · Regions by mode of co-building
# 四种方式：村村、村企、村校、企企。
# Four modes: village-village, village-enterprise,
# village-school, enterprise-enterprise.
query Modes {
  region(by: { code: "330206-GT" }) {
    name
    pairingCounts {
      pairingKind
      count
      active
    }
  }
  withSchools: regions(
    filter: {
      regionKinds: [VILLAGE, COMMUNITY]
      paired: { kinds: [VILLAGE_SCHOOL], active: true }
    }
  ) {
    totalCount
    nodes {
      name
      pairingCounts {
        pairingKind
        count
      }
    }
  }
}
`,"../examples/13-first-secretaries.graphql":`# 软弱涣散组织有无第一书记，哪些结对空转 · Weak organisations with and without first secretary, and idle pairings
query FirstSecretaries {
  sent: organisations(
    filter: {
      within: { code: "330206" }
      strength: [WEAK]
      paired: { kinds: [FIRST_SECRETARY], role: HELPED, active: true }
    }
  ) {
    totalCount
    nodes {
      name
    }
  }
  missing: organisations(
    filter: {
      within: { code: "330206" }
      strength: [WEAK]
      paired: { kinds: [FIRST_SECRETARY], role: HELPED, active: true, not: true }
    }
  ) {
    totalCount
    nodes {
      name
      leads {
        name
      }
    }
  }
  idle: pairings(filter: { within: { code: "330206" }, active: true, activity: { idleDays: 180 } }) {
    totalCount
    nodes {
      label
      since
      lastActivity
    }
  }
}
`,"../examples/14-area-as-a-tree.graphql":`# 片区的结构：党组织树、理事会、现任与下任理事长 · An area as a tree: its line, its council, who holds the chair now and next
# depth 是在树中的层数，superior 是上级。
# depth is how far below an item lies, superior below whom.
query AreaTree {
  region(by: { code: "330206-GT" }) {
    name
    children(first: 20) {
      nodes {
        name
        leadingOrganisation {
          name
        }
      }
    }
    leadingOrganisation {
      name
      descendants(first: 30) {
        totalCount
        edges {
          depth
          node {
            name
            organisationKind
            superior {
              name
            }
          }
        }
      }
    }
    alliances {
      nodes {
        name
        chair {
          participant {
            name
          }
          until
        }
        nextChair {
          participant {
            name
          }
          since
        }
        participants {
          totalCount
        }
      }
    }
  }
}
`,"../examples/15-search.graphql":`# 搜索 · Search
# 一个汉字起、拼音首字母、编码开头；
# 空格分隔的词都须命中。
# From one character; initials of pinyin; the
# beginning of a code. Words parted by spaces
# must all be found.
query Search {
  characters: search(text: "高塘 支部", first: 5) {
    ...Hits
  }
  initials: search(text: "gtpq") {
    ...Hits
  }
  code: search(text: "3302060022", first: 5) {
    ...Hits
  }
  firms: search(
    text: "模具"
    types: [UNIT]
    within: { code: "330206" }
    first: 5
  ) {
    ...Hits
  }
}

fragment Hits on SearchConnection {
  totalCount
  edges {
    node {
      name
      code
      region {
        name
      }
    }
    matches {
      field
      text
      part
    }
  }
}
`,"../examples/20-fugu-communities.graphql":`# 府谷·各社区双报到率 · Fugu: double registration by community
# 县城在职党员向居住社区报到：
# 谁还没有报到，missing 列得出名字。
# Members in service register where they live:
# missing names those who have not.
query FuguCommunities {
  region(by: { code: "610822-XC" }) {
    name
    doubleRegistration {
      ...Registered
    }
    children(first: 10) {
      nodes {
        name
        doubleRegistration {
          ...Registered
          missing(first: 3) {
            totalCount
            nodes {
              name
              affiliation {
                name
              }
              residence {
                name
              }
            }
          }
        }
      }
    }
  }
}

fragment Registered on MemberRate {
  value
  numerator
  denominator
}
`,"../examples/21-fugu-units.graphql":`# 府谷·各单位双报到率 · Fugu: double registration by unit
# 县直机关工委及其直属组织，
# 含其下各支部的党员。
# The working committee of county agencies and
# what is directly below it, branches included.
query FuguUnits {
  organisation(by: { code: "DZ-FG-JG" }) {
    name
    memberCount {
      total
    }
    doubleRegistration {
      ...Registered
    }
    subordinates(first: 8) {
      totalCount
      nodes {
        name
        doubleRegistration {
          ...Registered
          missing(first: 2) {
            nodes {
              name
              affiliation {
                name
              }
            }
          }
        }
      }
    }
  }
}

fragment Registered on MemberRate {
  value
  numerator
  denominator
}
`,"../examples/22-fugu-half-month.graphql":`# 府谷·半个月报到三千四百人 · Fugu: 3,400 registered in half a month
# 同一率的三个日期。
# The same rate on three dates.
query FuguHalfMonth {
  region(by: { code: "610822-XC" }) {
    name
    before: doubleRegistration(asOf: "2025-06-30") {
      ...Registered
    }
    midway: doubleRegistration(asOf: "2025-07-08") {
      ...Registered
    }
    after: doubleRegistration(asOf: "2025-07-16") {
      ...Registered
    }
  }
}

fragment Registered on MemberRate {
  value
  numerator
  denominator
}
`,"../examples/23-fugu-adrift.graphql":`# 府谷·外出逾半年未转接的党员 · Fugu: away over six months, not transferred
# 在固定地点外出超过六个月，
# 组织关系仍未转出。
# At a fixed place for over six months, while
# the affiliation stayed behind.
query FuguAdrift {
  gaps(filter: { within: { code: "610822" }, gapKinds: [ADRIFT] }, first: 10) {
    totalCount
    nodes {
      since
      message
      subject {
        ... on Member {
          name
          affiliation {
            name
          }
          residence {
            name
          }
          away {
            since
            place
            certificate
          }
          reporting {
            reportState
          }
        }
      }
    }
  }
}
`,"../examples/24-fugu-network.graphql":`# 府谷·社区的三级网络与联席会 · Fugu: a community's network and joint meeting
# 社区建总支、小区建支部、楼栋建小组；
# outside 是驻区而未参加联席会的单位。
# General branch, branch per estate, group per
# building; outside are resident units that
# stay away from the joint meeting.
query FuguNetwork($meeting: ID! = "all_hrq9bpdcjhbfhy1hbae2") {
  region(by: { code: "610822100002" }) {
    name
    leadingOrganisation {
      name
      secretary {
        name
      }
      subordinates(first: 10) {
        nodes {
          name
          organisationKind
          leads {
            name
          }
          memberCount {
            total
          }
          subordinates(first: 10) {
            totalCount
            nodes {
              name
            }
          }
        }
      }
    }
    units(first: 20) {
      totalCount
    }
    outside: units(filter: { alliance: { id: $meeting, participates: false } }, first: 20) {
      nodes {
        name
      }
    }
  }
  alliance(id: $meeting) {
    name
    chair {
      participant {
        name
      }
    }
    participants(role: MEMBER, first: 20) {
      totalCount
      nodes {
        participant {
          name
        }
      }
    }
  }
}
`,"../examples/30-luqiao-area.graphql":`# 路桥·商圈“1+N+1” · Luqiao: "1+N+1" in the business district
# 1个区域党委、N个原属街道的组织、
# 1个党员服务中心支部；在此工作的党员全部登记。
# One area committee, N organisations that were
# under the subdistrict, one service centre; all
# members who work here are registered.
query LuqiaoArea {
  region(by: { code: "331004-SQ" }) {
    name
    leadingOrganisation {
      name
      organisationKind
      secretary {
        name
        since
      }
      committeeTerm {
        since
        to
      }
      subordinates(first: 20) {
        totalCount
        nodes {
          name
          organisationKind
          before: superior(asOf: "2010-05-31") {
            name
          }
          memberCount {
            total
          }
          coverages(first: 1) {
            totalCount
          }
        }
      }
    }
    working: members(place: WORKPLACE) {
      totalCount
    }
    registered: members(place: WORKPLACE, filter: { registered: true }) {
      totalCount
    }
    markets: children(first: 5) {
      nodes {
        name
        leadingOrganisation {
          name
        }
        units {
          totalCount
        }
      }
    }
  }
}
`,"../examples/31-luqiao-council.graphql":`# 路桥·理事会轮值 · Luqiao: the chair of the council goes round
# 现在谁轮值、下一个是谁、以后轮到谁。
# Who is in the chair, who is next, and whose
# turns are to come.
query LuqiaoCouncil {
  region(by: { code: "331004-SQ" }) {
    alliances(filter: { allianceKinds: [COUNCIL] }) {
      nodes {
        name
        host {
          name
        }
        chair {
          ...Turn
        }
        nextChair {
          ...Turn
        }
        coming: participants(role: ROTATING_CHAIR, upcoming: true, first: 5) {
          nodes {
            ...Turn
          }
        }
        members: participants(first: 20) {
          totalCount
          nodes {
            role
            since
            participant {
              name
            }
          }
        }
      }
    }
  }
}

fragment Turn on AllianceParticipant {
  participant {
    name
  }
  since
  until
}
`,"../examples/32-luqiao-centres.graphql":`# 路桥·服务中心支部 · Luqiao: the branches of the service centres
# 孵化：可以单独组建的单位；
# unsettled 是还没有转来组织关系的流动党员。
# hatchable could found branches of their own;
# unsettled are mobile members who have not
# brought their affiliation.
query LuqiaoCentres {
  hatchable: gaps(filter: { within: { code: "331004-SQ" }, gapKinds: [HATCHABLE] }, first: 5) {
    totalCount
    nodes {
      message
      related {
        ... on Organisation {
          name
        }
      }
    }
  }
  centre: organisation(by: { code: "DZ-LQ-QC-FW" }) {
    name
    leads {
      name
      dealers: units {
        totalCount
      }
      working: members(place: WORKPLACE, filter: { away: true }) {
        totalCount
      }
      unsettled: members(place: WORKPLACE, filter: { affiliated: false }, first: 3) {
        totalCount
        nodes {
          name
          workplace {
            name
          }
          away {
            since
            fixed
          }
          registrations {
            organisation {
              name
            }
          }
        }
      }
    }
    coverages(first: 3) {
      totalCount
      nodes {
        unit {
          name
        }
        mode
      }
    }
  }
}
`,"../examples/33-luqiao-classes.graphql":`# 路桥·企业、个体户与社会组织 · Luqiao: firms, sole traders, social organisations
# 按类别的覆盖率；基数从不混在一起。
# 默认示例只含二十分之一的企业与个体户。
# Rates by class, whose bases are never mixed.
# The sample has one in twenty firms and sole
# traders; --sample=full has all.
query LuqiaoClasses {
  region(by: { code: "331004" }) {
    name
    coverageBy(dimension: CLASS) {
      key
      label
      report {
        units
        organisationCoverage {
          value
          numerator
          denominator
        }
        anyCoverage {
          value
          numerator
          denominator
        }
        establishedWhereRequired {
          numerator
          denominator
        }
      }
    }
  }
}
`,"../examples/34-luqiao-meetings.graphql":`# 路桥·三级联席会 · Luqiao: joint meetings on three levels
# 区、街道、商圈，各有上级。
# District, subdistrict, business district, each
# part of the one above.
query LuqiaoMeetings {
  region(by: { code: "331004" }) {
    alliances(depth: SELF, filter: { allianceKinds: [JOINT_MEETING] }, first: 2) {
      nodes {
        ...Meeting
        children(first: 3) {
          nodes {
            ...Meeting
            parent {
              name
            }
            children(first: 3) {
              nodes {
                ...Meeting
                parent {
                  name
                }
              }
            }
          }
        }
      }
    }
  }
}

fragment Meeting on Alliance {
  name
  host {
    name
  }
  participants(first: 8) {
    totalCount
    nodes {
      role
      participant {
        name
      }
    }
  }
}
`,"../examples/40-qingxi-modes.graphql":`# 清溪·四种共建模式 · Qingxi: areas by mode of co-building
# 村村、村企、村校、企业联建：
# 每个片区按自己的模式共建。
# Village-village, village-enterprise,
# village-school, enterprise-enterprise: each area
# builds in a mode of its own.
query QingxiModes {
  region(by: { code: "990101" }) {
    name
    pairingCounts {
      pairingKind
      count
      active
    }
  }
  villages: pairings(filter: { within: { code: "990101" }, pairingKinds: [VILLAGE_VILLAGE], active: true }, first: 10) {
    ...Mode
  }
  enterprises: pairings(filter: { within: { code: "990101" }, pairingKinds: [VILLAGE_ENTERPRISE], active: true }, first: 10) {
    ...Mode
  }
  schools: pairings(filter: { within: { code: "990101" }, pairingKinds: [VILLAGE_SCHOOL], active: true }, first: 10) {
    ...Mode
  }
  firms: pairings(filter: { within: { code: "990101" }, pairingKinds: [ENTERPRISE_ENTERPRISE], active: true }, first: 10) {
    ...Mode
  }
  outside: regions(
    filter: { within: { code: "990101" }, regionKinds: [VILLAGE], paired: { active: true, not: true } }
    first: 10
  ) {
    totalCount
    nodes {
      name
      parent {
        name
      }
    }
  }
}

fragment Mode on PairingConnection {
  totalCount
  nodes {
    name
    lastActivity
    ends {
      participant {
        name
        region {
          name
        }
      }
    }
  }
}
`,"../examples/41-qingxi-first-secretaries.graphql":`# 清溪·软弱涣散村与第一书记 · Qingxi: weak villages and first secretaries
# with 有第一书记，without 没有。
# with have one from a strong village,
# without have none.
query QingxiFirstSecretaries {
  with: organisations(
    filter: {
      within: { code: "990101" }
      strength: [WEAK]
      paired: { kinds: [FIRST_SECRETARY], role: HELPED, active: true }
    }
  ) {
    totalCount
    nodes {
      name
      leads {
        pairings(filter: { pairingKinds: [FIRST_SECRETARY] }, first: 2) {
          nodes {
            since
            ends {
              role
              participant {
                name
              }
              person {
                name
              }
            }
          }
        }
      }
    }
  }
  without: organisations(
    filter: {
      within: { code: "990101" }
      strength: [WEAK]
      paired: { kinds: [FIRST_SECRETARY], role: HELPED, active: true, not: true }
    }
  ) {
    totalCount
    nodes {
      name
      region {
        name
        parent {
          name
        }
      }
      gaps(gapKinds: [WEAK_UNPAIRED]) {
        nodes {
          since
          message
        }
      }
    }
  }
}
`,"../examples/42-qingxi-stationed.graphql":`# 清溪·没有派驻干部或挂钩机关的片区 · Qingxi: areas without stationed cadre or contact
# 片区受助，记在领导它的区域党委名下。
# What helps an area counts for the regional
# committee that leads it.
query QingxiStationed {
  notStationed: organisations(
    filter: {
      within: { code: "990101" }
      organisationKinds: [REGIONAL_COMMITTEE]
      paired: { kinds: [STATIONED_CADRE], role: HELPED, active: true, not: true }
    }
  ) {
    ...Areas
  }
  noContact: organisations(
    filter: {
      within: { code: "990101" }
      organisationKinds: [REGIONAL_COMMITTEE]
      paired: { kinds: [AGENCY_CONTACT], role: HELPED, active: true, not: true }
    }
  ) {
    ...Areas
  }
  stationed: pairings(filter: { within: { code: "990101" }, pairingKinds: [STATIONED_CADRE], active: true }, first: 10) {
    totalCount
    nodes {
      levels
      levelSpan
      ends {
        role
        participant {
          name
        }
        person {
          name
        }
      }
    }
  }
}

fragment Areas on OrganisationConnection {
  totalCount
  nodes {
    name
    leads {
      name
    }
  }
}
`,"../examples/43-qingxi-guidance.graphql":`# 清溪·区域党委指导而不领导 · Qingxi: guidance, not command
# 村支部的上级是镇党委，不是区域党委；
# 书记由片区里最强村的书记兼任。
# A village's superior is the town, not the area;
# the area's secretary is that of its strongest
# village.
query QingxiGuidance {
  region(by: { code: "990101101-1" }) {
    name
    leadingOrganisation {
      name
      superior {
        name
      }
      secretary {
        name
        holder {
          affiliation {
            name
            strength
          }
        }
      }
      subordinates {
        totalCount
      }
    }
    children(first: 10) {
      nodes {
        name
        leadingOrganisation {
          name
          strength
          superior {
            name
          }
        }
      }
    }
    alliances(first: 2) {
      nodes {
        name
        chair {
          participant {
            name
          }
        }
        participants(first: 10) {
          totalCount
        }
      }
    }
  }
}
`,"../examples/44-qingxi-links.graphql":`# 清溪·县级机关与弱村如何关联 · Qingxi: how a county agency and a weak village are linked
# 换成别的 id，看任意两方之间的路径。
# Any two ids will do: the shortest paths
# between them.
query QingxiLinks($agency: ID! = "unt_4kj1m6zpj34h197z1pnm", $village: ID! = "org_3tqz05q7fh1sr01ewrmb") {
  links(from: $agency, to: $village, maxHops: 6, limit: 5) {
    truncated
    links {
      hops
      steps {
        linkKind
        to {
          name
          level
        }
      }
    }
  }
}
`,"../examples/45-qingxi-matrix.graphql":`# 清溪·各镇之间、与县直机关的结对 · Qingxi: pairings between towns and with the county
# 县本级是机关；各镇之内的最多。
# The county itself stands for its agencies; most
# pairings stay inside a town.
query QingxiMatrix {
  region(by: { code: "990101" }) {
    name
    pairingMatrix(by: CHILD_REGION) {
      pairings
      cells {
        row {
          label
        }
        column {
          label
        }
        count
        pairings(first: 2) {
          nodes {
            label
            levelSpan
          }
        }
      }
    }
  }
}
`,"../examples/50-yunpu-tree.graphql":`# 云浦·“1+2+N”联盟 · Yunpu: alliances "1+2+N"
# 高新区1个、街道2个、社区N个，成员有机关、
# 企业、社会组织、市场和楼宇。
# One of the zone, two of subdistricts, N of
# communities; members are agencies, firms,
# social organisations, markets and towers.
query YunpuTree {
  region(by: { code: "990171" }) {
    alliances(depth: SELF, first: 1) {
      nodes {
        ...Members
        children(first: 2) {
          totalCount
          nodes {
            ...Members
            children(first: 4) {
              totalCount
              nodes {
                ...Members
              }
            }
          }
        }
      }
    }
  }
}

fragment Members on Alliance {
  name
  host {
    name
  }
  participants(first: 12) {
    totalCount
    nodes {
      role
      participant {
        __typename
        name
      }
    }
  }
}
`,"../examples/51-yunpu-outside.graphql":`# 云浦·社区联盟之外的单位 · Yunpu: units outside their community's alliance
# alliance 是望江社区联盟的 id。
# alliance is that of one community.
query YunpuOutside($alliance: ID! = "all_etj8409tjy45k53j3zrj") {
  alliance(id: $alliance) {
    name
    parent {
      name
      parent {
        name
      }
    }
  }
  region(by: { code: "990171001001" }) {
    name
    units {
      totalCount
    }
    outside: units(filter: { alliance: { id: $alliance, participates: false } }, first: 10) {
      totalCount
      nodes {
        name
        region {
          name
          regionKind
        }
        status {
          establishment
        }
      }
    }
  }
}
`,"../examples/52-yunpu-pocket.graphql":`# 云浦·口袋党员 · Yunpu: members with the letter in the pocket
# 住在区内、没有组织关系的党员。
# Members who live in the zone and are affiliated
# nowhere.
query YunpuPocket {
  gaps(filter: { within: { code: "990171" }, gapKinds: [UNREGISTERED] }, first: 10) {
    totalCount
    nodes {
      severity
      subject {
        ... on Member {
          name
          residence {
            name
          }
          workplace {
            name
            status {
              establishment
            }
          }
        }
      }
      rule {
        nextStep
      }
    }
  }
}
`,"../examples/53-yunpu-communities.graphql":`# 云浦·社区概况 · Yunpu: figures of the communities
# 户数、人口、流动党员占比、双报到率、缺口。
# Households, residents, members on the move,
# double registration, gaps.
query YunpuCommunities {
  regions(filter: { within: { code: "990171" }, regionKinds: [COMMUNITY] }, first: 10) {
    totalCount
    nodes {
      name
      households
      population
      mobilePopulation
      leadingOrganisation {
        name
        memberCount {
          total
        }
      }
      living: members(place: RESIDENCE) {
        totalCount
      }
      away: members(place: RESIDENCE, filter: { away: true }) {
        totalCount
      }
      doubleRegistration {
        numerator
        denominator
      }
      gapCounts {
        gapKind
        count
      }
    }
  }
}
`}),p=Object.keys(f).sort().map(e=>f[e]),m=e=>/^query\s+(\w+)/m.exec(e)?.[1],h=[];for(let e of p){let[t=``,n=``]=(e.split(`
`,1)[0]??``).replace(`# `,``).split(` · `),r=/^([^·]+)·(.+)$/.exec(t),i=r?`${r[1]} · ${n.split(`: `,1)[0]}`:`高塘 · Gaotang`,a=r?`${r[2]} · ${n.slice(n.indexOf(`: `)+2)}`:`${t} · ${n}`,o=h.find(e=>e.title===i);o||h.push(o={title:i,examples:[]}),o.examples.push({title:a,query:e})}var g=n();function _(){let{tabs:e,active:t,queryEditor:n}=o(e=>({tabs:e.tabs,active:e.activeTabIndex,queryEditor:e.queryEditor})),{addTab:r,changeTab:i}=s();function a(t){let a=e.findIndex(e=>e.title===m(t));a>=0?i(a):(r(),n?.setValue(t)),setTimeout(()=>document.querySelector(`.graphiql-tab-active`)?.scrollIntoView({inline:`nearest`}))}let c=h.flatMap(e=>e.examples).find(n=>m(n.query)===e[t]?.title);return(0,g.jsxs)(`select`,{className:`examples`,"aria-label":`打开示例 · Open an example`,value:c?.query??``,onChange:e=>a(e.target.value),children:[!c&&(0,g.jsx)(`option`,{value:``,children:`示例 · Examples`}),h.map(e=>(0,g.jsx)(`optgroup`,{label:e.title,children:e.examples.map(e=>(0,g.jsx)(`option`,{value:e.query,children:e.title},e.title))},e.title))]})}var v=new URL(`logo-DxZDUL2x.svg`,import.meta.url).href,y=`cobuild:`,b={"graphiql:docExplorerFlex":`0.27`},x={get length(){return C().length},getItem:e=>localStorage.getItem(y+e)??b[e]??null,setItem:(e,t)=>localStorage.setItem(y+e,t),removeItem:e=>localStorage.removeItem(y+e),clear(){for(let e of C())localStorage.removeItem(e)}};function S(){x.clear()}function C(){return Object.keys(localStorage).filter(e=>e.startsWith(y))}var w=`恢复示例会丢弃本浏览器中保存的标签页和历史。
Restoring the examples discards the tabs and history kept in this browser.`;function T(){confirm(w)&&(S(),location.replace(location.pathname))}function E(){return(0,g.jsxs)(`header`,{className:`bar`,children:[(0,g.jsxs)(`h1`,{children:[(0,g.jsx)(`img`,{src:v,alt:``,width:`24`,height:`24`}),(0,g.jsx)(`span`,{children:`Cobuild 共建`}),(0,g.jsx)(`small`,{children:`Playground`})]}),(0,g.jsxs)(`p`,{children:[(0,g.jsx)(`span`,{lang:`zh-CN`,children:`示例只是起点：改动任何查询，按 Ctrl+Enter 运行。`}),` `,(0,g.jsx)(`span`,{lang:`en`,children:`The examples are a start: change any query, press Ctrl+Enter to run it.`})]}),(0,g.jsxs)(`button`,{type:`button`,onClick:T,children:[`恢复示例 · `,(0,g.jsx)(`span`,{lang:`en`,children:`Restore examples`})]})]})}function D(e){let t=new URLSearchParams(e.replace(/^#/,``)),n=t.get(`query`);if(n)return{query:n,variables:t.get(`variables`)??void 0}}function O(e,{query:t,variables:n}){let r=new URLSearchParams({query:t});return n?.trim()&&r.set(`variables`,n),`${e.replace(/#.*$/,``)}#${r}`}var k={ready:`复制本查询的链接 · Copy a link to this query`,copied:`链接已复制 · Link copied`,failed:`浏览器不允许写剪贴板，链接已在地址栏 · Clipboard refused; the link is in the address bar`};function A(){let{queryEditor:e,variableEditor:n}=o(e=>({queryEditor:e.queryEditor,variableEditor:e.variableEditor})),[r,i]=(0,u.useState)(`ready`);async function a(){let t=e?.getValue()??``,r=O(location.href,{query:t,variables:n?.getValue()});try{await navigator.clipboard.writeText(r),i(`copied`)}catch{history.replaceState(null,``,r),i(`failed`)}setTimeout(()=>i(`ready`),4e3)}return(0,g.jsx)(t,{label:k[r],onClick:a,children:(0,g.jsx)(`svg`,{className:`graphiql-toolbar-icon`,viewBox:`0 0 20 20`,fill:`none`,stroke:`currentColor`,strokeWidth:`1.5`,"aria-hidden":`true`,children:r===`copied`?(0,g.jsx)(`path`,{d:`M4 10.5 8.5 15 16 6`}):(0,g.jsx)(`path`,{d:`M8 12a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5l-1 1M12 8a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5l1-1`})})})}var j=r({url:`/graphql`});function M(){let[e]=(0,u.useState)(()=>D(location.hash)),t=e?[e,...p.map(e=>({query:e}))]:p.map(e=>({query:e}));return(0,g.jsxs)(g.Fragment,{children:[(0,g.jsx)(E,{}),(0,g.jsx)(`main`,{children:(0,g.jsxs)(c,{fetcher:j,storage:x,defaultTabs:t,defaultQuery:``,initialQuery:e?.query,initialVariables:e?.variables,visiblePlugin:a,schemaDescription:!0,shouldPersistHeaders:!1,children:[(0,g.jsx)(c.Logo,{children:(0,g.jsx)(_,{})}),(0,g.jsx)(c.Toolbar,{children:({prettify:e,merge:t,copy:n})=>(0,g.jsxs)(g.Fragment,{children:[e,t,n,(0,g.jsx)(A,{})]})})]})})]})}var N=document.getElementById(`root`);if(!N)throw Error(`index.html has no element with id "root"`);(0,d.createRoot)(N).render((0,g.jsx)(u.StrictMode,{children:(0,g.jsx)(M,{})}));