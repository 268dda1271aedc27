package exchange

// unknownHeaders notes columns that are not read, and headers that only the
// mapping has.
func (rd *reading) unknownHeaders(l *layout, line int, shared bool) {
	for _, header := range l.missing {
		rd.ledger.note(Fault{
			File: l.file, Sheet: l.name, Row: line, Value: header, Reason: ReasonSheet,
			What: text("the mapping names this header, and the sheet has it not", "映射文件中的该表头不在表中"),
			Do:   text("write it as the sheet has it, or leave it where other sheets have it", "请按表头原文书写；若其他表有此列可不处理"),
		})
	}
	if shared {
		return // the other tables of the sheet read them
	}
	for _, at := range l.unknown {
		if first := headerPlace(l.headers, l.headers[at]); first < at && first >= 0 {
			rd.ledger.note(Fault{
				File: l.file, Sheet: l.name, Row: line, Column: at + 1, Header: clean(l.headers[at]), Value: clean(l.headers[at]), Reason: ReasonSheet,
				What: text("the header stands twice, and only the first column is read", "表头重复，仅读取第一列"),
				Do:   text("rename one; in a mapping file the second is HEADER#2", "请改名；映射文件中第二个写作“表头#2”"),
			})
			continue
		}
		rd.ledger.note(Fault{
			File: l.file, Sheet: l.name, Row: line, Column: at + 1, Header: clean(l.headers[at]), Value: clean(l.headers[at]), Reason: ReasonSheet,
			What: text("the column is not known in "+l.table.name+" and is not read", "该列在“"+l.table.zh+"”中无法识别，未读取"),
			Do:   text("map it in a mapping file, or leave it", "请用映射文件指明，或保持不读"),
		})
	}
}
