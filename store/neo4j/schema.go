package neo4j

import (
	"context"
	"slices"
	"strings"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"cobuild/graph"
)

// layout is the version of the model in package doc, kept in the Writer beside
// the format of the rows, which is the concern of package store.
const layout = 2

// migrate makes the store where the database is empty, and what is missing of
// its schema. It writes nothing into a database that is not a store, or the
// store of a newer program.
func (e *Engine) migrate(ctx context.Context) error {
	found, err := e.ask(ctx, cypher("marker", variant{}), nil)
	if err != nil {
		return err
	}
	mine, _ := found[0].Values[0].(int64)
	taken, _ := found[0].Values[1].(bool)
	switch {
	case mine > layout:
		return graph.Invalid(fieldStore, "the store at %s has layout %d, this Cobuild knows up to %d: use the newer Cobuild that wrote it, nothing was changed",
			"位于%s的存储布局版本为%d，此Cobuild只支持到%d：请使用写入它的较新版Cobuild，数据未作更改", e.address, mine, layout)
	case mine == 0 && taken:
		return graph.Invalid(fieldStore, "the database at %s holds data that is not Cobuild's: give an empty one (Community: a server of its own), nothing was changed",
			"位于%s的数据库中有不属于Cobuild的数据：请提供空数据库（社区版请使用单独的服务器），数据未作更改", e.address)
	}
	if loading, _ := found[0].Values[2].(bool); loading {
		return nil // without indexes as long as it lasts
	}
	if err := e.makeSchema(ctx); err != nil {
		return err
	}
	upgrade := "create_writer"
	if mine != 0 && mine < layout {
		upgrade = "raise_writer"
	}
	_, err = e.ask(ctx, cypher(upgrade, variant{}), map[string]any{"layout": layout})
	return err
}

// makeSchema makes the constraints and indexes that are not there, and waits
// until all can be used.
func (e *Engine) makeSchema(ctx context.Context) error {
	found, err := e.ask(ctx, cypher("schema_names", variant{}), nil)
	if err != nil {
		return err
	}
	there := make(map[string]bool, len(found))
	for _, record := range found {
		name, _ := record.Values[0].(string)
		there[name] = true
	}
	for _, statement := range schemaStatements() {
		if there[schemaName(statement)] {
			continue
		}
		if _, err := e.ask(ctx, statement, nil); err != nil {
			return err
		}
	}
	_, err = e.ask(ctx, "CALL db.awaitIndexes(36000)", nil)
	return err
}

func schemaStatements() []string {
	var statements []string
	for _, text := range strings.Split(cypher("schema", variant{}), ";") {
		if text = strings.TrimSpace(text); text != "" {
			statements = append(statements, text)
		}
	}
	return statements
}

// schemaName is the word before the first IF: of an index, or of a constraint,
// whose index bears its name.
func schemaName(statement string) string {
	words := strings.Fields(statement)
	return words[slices.Index(words, "IF")-1]
}

// ask runs a statement while the engine is being opened: in line with writes
// of other processes, so that a member of a cluster that is behind is not
// asked.
func (e *Engine) ask(ctx context.Context, text string, params map[string]any) (rows, error) {
	for again := (retry{}); ; {
		found, err := e.once(ctx, driver.AccessModeWrite, text, params)
		if err == nil {
			return found, nil
		}
		if !again.wait(ctx, err) {
			return nil, e.fault(ctx, err)
		}
	}
}

func (e *Engine) noWriter() *graph.Error {
	return internal(nil, "the database at %s was emptied while Cobuild ran: start Cobuild again", "位于%s的数据库在运行中被清空：请重新启动Cobuild", e.address)
}
