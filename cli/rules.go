package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"cobuild/graph"
	"cobuild/rules"
)

// byDefault instead of a file stands for the default ruleset.
const byDefault = "default"

// mostRules bounds a file of rules, in bytes.
const mostRules = 1 << 20

// ruleset reads what --rules names; nil where it names nothing.
func (c *Common) ruleset() (*rules.Ruleset, error) {
	switch c.Rules {
	case "":
		return nil, nil
	case byDefault:
		return rules.Default(), nil
	}
	fail := func(why any) error {
		return graph.Invalid([]string{"rules"}, "the ruleset %s cannot be read (%v): give a JSON file, of which `rules` prints an example, or the word default",
			"无法读取规则集%s（%v）：请给出JSON文件（rules命令可输出示例），或写default", c.Rules, why)
	}
	file, err := os.Open(c.Rules)
	if err != nil {
		return nil, fail(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, mostRules+1))
	if err != nil {
		return nil, fail(err)
	}
	if len(data) > mostRules {
		return nil, fail("over 1 MB")
	}
	return rules.Parse(data)
}

// Rules prints a ruleset.
type Rules struct {
	Stored bool `help:"That of the store, instead of that of --rules or the default one. 输出库中的规则集。"`
}

// Run prints the ruleset as a file for --rules. Nothing is changed.
func (r Rules) Run(ctx context.Context, c *Common, out io.Writer) error {
	rs, err := c.ruleset()
	switch {
	case err != nil:
		return err
	case r.Stored:
		if rs, err = c.stored(ctx); err != nil {
			return err
		}
	case rs == nil:
		rs = rules.Default()
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, []byte(rs.JSON()), "", "  "); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, pretty.String())
	return err
}

func (c *Common) stored(ctx context.Context) (*rules.Ruleset, error) {
	engine, err := openEngine(ctx, c.Store)
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	state, err := engine.State(ctx)
	if err != nil {
		return nil, err
	}
	if state.Rules == "" {
		return nil, graph.NotFound([]string{"stored"}, "%s keeps no ruleset: it is empty, or of an earlier version of this program; leave --stored out",
			"%s中没有规则集：该库为空，或由较早版本写入；请去掉--stored", engine.Name())
	}
	return rules.Parse([]byte(state.Rules))
}
