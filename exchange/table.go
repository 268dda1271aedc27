package exchange

import (
	"context"
	"slices"
	"strings"

	"cobuild/graph"
)

// cellKind says how a column is read.
type cellKind uint8

const (
	aText cellKind = iota
	aCode
	aDate
	aWhole
	aDecimal
	aYes  // yes or no
	aWord // a value of an enum
	aRef  // a reference to one noun
	aRefs // to several, parted by ;
)

// column is a column of a table.
type column struct {
	name    string   // header in en, and the name in mapping files
	zh      string   // header in zh
	also    []string // other headers by which it is known
	kind    cellKind
	enum    string       // aWord: of graph.Enums
	nouns   []graph.Kind // aRef, aRefs: what it may refer to
	field   string       // of the input of package edit, where it is named otherwise
	needed  bool         // of a row that enters something new
	clears  bool         // "-" takes the value away
	about   graph.Text
	example string
}

// table is a sheet of one noun or relation.
type table struct {
	name    string
	zh      string
	also    []string // other names of sheets
	noun    graph.Kind
	word    string // what zh headers may begin with: 单位 for 单位名称
	about   graph.Text
	columns []column
	keys    [][]string // columns that make the natural key, the first set that is filled
	byDate  string     // column by which rows are played in order
	play    func(context.Context, *player, *row) error
}

func (t *table) index(name string) int {
	return slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })
}

// columnOf finds the column that a field of an input of package edit stands
// for; -1 where there is none.
func (t *table) columnOf(field string) int {
	for i, c := range t.columns {
		if c.field == field || camel(c.name) == field {
			return i
		}
	}
	return -1
}

func camel(name string) string {
	parts := strings.Split(name, "_")
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
	}
	return strings.Join(parts, "")
}

func text(en, zh string) graph.Text { return graph.Text{EN: en, ZH: zh} }

var (
	regions       = []graph.Kind{graph.KindRegion}
	organisations = []graph.Kind{graph.KindOrganisation}
	units         = []graph.Kind{graph.KindUnit}
	members       = []graph.Kind{graph.KindMember}
)

// What stands in many tables.
var (
	codeColumn = column{
		name: "code", zh: "编码", also: []string{"代码", "编号"}, kind: aCode,
		about: text("External code, unique among the living of the kind: the key by which the row is found again.", "外部编码，同类存续对象中唯一，重复导入时按此识别"),
	}
	nameColumn  = column{name: "name", zh: "名称", also: []string{"全称"}, needed: true, about: text("Full name.", "全称")}
	sinceColumn = column{
		name: "since", zh: "起始日期", also: []string{"起日", "起期", "开始日期", "成立日期"}, kind: aDate,
		about: text("First day; empty = before records began.", "首日；留空表示早于记录"),
	}
	untilColumn = column{
		name: "until", zh: "终止日期", also: []string{"止日", "止期", "结束日期"}, kind: aDate,
		about: text("First day on which it is no more; empty = still there.", "不再存续的首日；留空表示至今"),
	}
	levelColumn = column{
		name: "level", zh: "层级", kind: aWord, enum: "RegionLevel",
		about: text("Level, where it is not that of the nearest administrative region.", "层级；与所在行政地区不同时填写"),
	}
)

var (
	idColumn = column{
		name: "id", zh: "标识", kind: aCode,
		about: text("Id of Cobuild, as exports write it: a key too, and the id of what is entered. Leave it empty in sheets of your own.", "系统标识，由导出填写；也可作识别依据，新登记时沿用；自制表格请留空"),
	}
	aliasColumn = column{
		name: "aliases", zh: "别名", also: []string{"曾用名", "其他名称"}, kind: aText, clears: true,
		about: text("Other names it goes by, parted by ;.", "别名、曾用名，以；分隔"),
	}
)

func (c column) eg(example string) column { c.example = example; return c }

func (c column) known(headers ...string) column {
	c.also = append(slices.Clone(c.also), headers...)
	return c
}

func (c column) must() column { c.needed = true; return c }

// tables are all tables, in the order in which they are played: what a row
// refers to stands in its own table or in one before it.
var tables []*table

func init() {
	tables = []*table{
		regionTable(), organisationTable(), unitTable(), memberTable(), secretaryTable(), coverageTable(), workTable(), headcountTable(),
		registrationTable(), termTable(), pairingTable(), endTable(), activityTable(), allianceTable(), seatTable(),
	}
}

// tableOf finds a table by its name.
func tableOf(name string) *table {
	for _, t := range tables {
		if t.name == name && !t.hidden() {
			return t
		}
	}
	return nil
}

// hidden says whether the table is no sheet but the second pass over one.
func (t *table) hidden() bool { return t.zh == "" }

// TableNames are the names of the tables, in their order.
func TableNames() []string {
	var names []string
	for _, t := range tables {
		if !t.hidden() {
			names = append(names, t.name)
		}
	}
	return names
}
