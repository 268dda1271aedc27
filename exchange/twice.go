package exchange

import (
	"hash/maphash"
	"strings"

	"cobuild/graph"
)

// doubled refuses a row with the key of one that was read before.
func (rd *reading) doubled(r *row, key string, sheet int) bool {
	hash := maphash.String(rd.seed, r.table.name+"\x00"+key)
	first, twice := rd.seen[hash]
	if !twice {
		rd.seen[hash] = seenRow{uint32(sheet), uint32(r.line)}
		return false
	}
	at, of := rd.sheets[first.sheet], &rd.sheets[sheet]
	if first.line == uint32(r.line) && at.file == of.file && at.name == of.name {
		rd.faultAt(r, -1, "", troubled(ReasonDoubled, "two entries of the mapping read the line as the same thing of %s", "映射文件中有两项将该行读作同一%[2]s",
			"give each a pattern of files that the other has not, or leave one out", "请使两项的file互不重叠，或删去其一", of.table.name, of.table.zh))
		return true
	}
	parts := strings.Split(key, "\x00")
	for i := range parts {
		parts[i] = shown(parts[i])
	}
	rd.faultAt(r, -1, strings.Join(parts, " "), troubled(ReasonDoubled, "row %[1]d of %[2]s has the same key, and that one was taken", "与%[2]s第%[1]d行重复，已采用该行",
		"leave one of them out", "请删除其中一行", first.line, at.place()))
	return true
}

func (l *layout) place() string {
	if l.name == "" {
		return l.file
	}
	return l.file + " " + l.name
}

// likeness notes a second code for what has the same name in the same region.
func (rd *reading) likeness(r *row, sheet int) {
	place := ""
	for _, name := range []string{"region", "parent"} {
		if i := r.table.index(name); i >= 0 && place == "" {
			place = r.cells[i].text
		}
	}
	if place == "" || !r.coded() || r.textOf("name") == "" {
		return
	}
	hash := maphash.String(rd.seed, r.table.name+"\x00"+graph.ShortDivision(place)+"\x00"+fold(r.text("name")))
	first, twice := rd.alike[hash]
	if !twice {
		rd.alike[hash] = seenRow{uint32(sheet), uint32(r.line)}
		return
	}
	at := rd.sheets[first.sheet]
	rd.ledger.note(rd.fault(r, r.table.index("name"), r.text("name"), troubled(ReasonDuplicate,
		"row %[1]d of %[2]s has the same name in the same region under another code", "与%[2]s第%[1]d行同地区同名而编码不同", "check whether it is the same", "请核对是否为同一对象", first.line, at.place())))
}

// coded says whether the row has a code by which it is another than one of the
// same name.
func (r *row) coded() bool { return r.textOf("code") != "" || r.textOf("credit_code") != "" }
