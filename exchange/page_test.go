package exchange

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const (
	columnsStart = "<!-- Written by `UPDATE=1 go test ./exchange -run Page` from the tables. -->\n"
	columnsEnd   = "<!-- End of the tables. -->\n"
)

// TestPageTellsTheColumns compares the columns in docs/import.md with those
// that are read.
func TestPageTellsTheColumns(t *testing.T) {
	const page = "../docs/import.md"
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), columnsStart)
	got, after, ended := strings.Cut(rest, columnsEnd)
	if !found || !ended {
		t.Fatalf("%s has lost the comments around the tables: put back %q and %q", page, columnsStart, columnsEnd)
	}
	want := columnsPage()
	if os.Getenv("UPDATE") != "" && got != want {
		if err := os.WriteFile(page, []byte(before+columnsStart+want+columnsEnd+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("%s differs from the tables that are read: UPDATE=1 go test ./exchange -run Page writes it", page)
	}
	for _, r := range Reasons {
		if !strings.Contains(after, "`"+string(r.Reason)+"`") {
			t.Errorf("%s does not say what %s in the ledger means", page, r.Reason)
		}
	}
}

func columnsPage() string {
	var out strings.Builder
	for _, table := range tables {
		if table.hidden() {
			continue
		}
		fmt.Fprintf(&out, "\n### %s %s\n\n%s Key: %s.\n\n| column | 列名 | holds | |\n|---|---|---|---|\n", table.zh, table.name, table.about.EN, keysPage(table))
		for _, c := range table.columns {
			need := ""
			if c.needed {
				need = "needed"
			}
			if c.clears {
				need = strings.TrimSpace(need + " `-` clears")
			}
			fmt.Fprintf(&out, "| `%s` | %s | %s%s | %s |\n", c.name, strings.Join(append([]string{c.zh}, c.also...), "、"), c.about.EN, kindPage(&c), need)
		}
	}
	return out.String()
}

func keysPage(t *table) string {
	var keys []string
	for _, names := range t.keys {
		keys = append(keys, "`"+strings.Join(names, "` + `")+"`")
	}
	return strings.Join(keys, ", else ")
}

func kindPage(c *column) string {
	switch c.kind {
	case aDate:
		return " A date."
	case aWhole:
		return " A whole number."
	case aDecimal:
		return " A number."
	case aYes:
		return " 是 or 否."
	case aWord:
		return " A `" + c.enum + "`, by its value or its name in either language."
	case aRef, aRefs:
		return " A reference."
	default:
		return ""
	}
}
