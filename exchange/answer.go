package exchange

import "cobuild/graph"

// answered is a result as JSON, in one language.
type answered struct {
	DryRun    bool                  `json:"dryRun"`
	Loaded    bool                  `json:"loaded"`
	Bulk      bool                  `json:"bulk"`
	Revisions []graph.RevisionRange `json:"revisions"` // what revisionUndo takes to take it all back
	Tables    []answeredTable       `json:"tables"`
	Changes   []answeredChange      `json:"changes"`
	Changed   int                   `json:"changed"` // values, of which changes lists the first 1,000
	Counts    map[Reason]int        `json:"counts"`
	Faulty    int                   `json:"rowsWithFaults"`
	Frequent  []answeredFrequency   `json:"frequent"` // what is wrong most often
	Ledger    []answeredFault       `json:"ledger"`
	More      int                   `json:"ledgerMore"`
	Missing   []answeredAbsence     `json:"differences"`
}

type answeredTable struct {
	Table   string `json:"table"`
	Rows    int    `json:"rows"`
	Entered int    `json:"new"`
	Changed int    `json:"changed"`
	Same    int    `json:"same"`
	Waits   int    `json:"wait"`
	Folded  int    `json:"folded"`
}

type answeredChange struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet,omitempty"`
	Row    int    `json:"row"`
	Table  string `json:"table"`
	Column string `json:"column"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type answeredFault struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet,omitempty"`
	Row    int    `json:"row"`
	Column int    `json:"column,omitempty"`
	Header string `json:"header,omitempty"`
	Value  string `json:"value,omitempty"`
	Reason Reason `json:"reason"`
	Note   bool   `json:"note,omitempty"`
	What   string `json:"what"`
	Do     string `json:"do"`
}

type answeredFrequency struct {
	Header string `json:"header"`
	Value  string `json:"value"`
	Reason Reason `json:"reason"`
	Times  int    `json:"times"`
}

type answeredAbsence struct {
	Table   string `json:"table"`
	Code    string `json:"code"`
	Name    string `json:"name"`
	InStore bool   `json:"inStore"` // on record and in no row; else in a row and not on record
	File    string `json:"file,omitempty"`
	Row     int    `json:"row,omitempty"`
}

// told is the result for an answer.
func (r *Result) told(lang graph.Language, o Options) answered {
	a := answered{
		DryRun: o.DryRun || o.Reconcile, Loaded: r.Loaded, Bulk: r.Bulk, Revisions: r.Revisions, Counts: r.Ledger.Counts, Faulty: r.Ledger.Rows, Changed: r.Altered,
		Tables: []answeredTable{}, Changes: []answeredChange{}, Ledger: []answeredFault{}, Frequent: []answeredFrequency{}, Missing: []answeredAbsence{},
	}
	if a.Revisions == nil {
		a.Revisions = []graph.RevisionRange{}
	}
	if a.Counts == nil {
		a.Counts = map[Reason]int{}
	}
	for _, t := range r.Tables {
		a.Tables = append(a.Tables, answeredTable(t))
	}
	for _, c := range r.Values {
		a.Changes = append(a.Changes, answeredChange{c.File, c.Sheet, c.Row, c.Table, c.Column, c.Before, c.After})
	}
	for _, f := range r.Ledger.Frequent {
		a.Frequent = append(a.Frequent, answeredFrequency(f))
	}
	for i, f := range r.Ledger.Faults {
		if i == mostAnswered {
			a.More = r.Ledger.All() - i
			break
		}
		a.Ledger = append(a.Ledger, answeredFault{f.File, f.Sheet, f.Row, f.Column, f.Header, f.Value, f.Reason, f.Note, f.What.In(lang), f.Do.In(lang)})
	}
	for i, m := range r.Missing {
		if i == mostAnswered {
			break
		}
		a.Missing = append(a.Missing, answeredAbsence{m.Table, m.Code, m.Name, m.InStore, m.File, m.Row})
	}
	return a
}
