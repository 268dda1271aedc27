package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph"
	"cobuild/resolvers"
)

// player makes the mutations of a file within one edit. They run through the
// executor of the API, so that every mutation of the schema can be applied,
// with the same inputs, checks and messages.
type player struct {
	executor *executor.Executor
	root     *resolvers.Resolver
	schema   *ast.Schema
	lang     graph.Language
	labels   map[string]graph.ID
	failed   map[string]int // label to the line that should have entered it
	queries  map[string]string
}

// within is the reader of an edit under way: it sees what was put so far.
type within struct {
	graph.Reader
	e graph.Edit
}

func (w within) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	return w.e.Nouns(ctx, ids)
}

func (w within) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	return w.e.Links(ctx, q)
}

// Parts are found in the edit: links by their ids, others in their holders.
func (w within) Parts(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Part, error) {
	links, err := w.e.LinksByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	parts := make(map[graph.ID]graph.Part, len(ids))
	for id, l := range links {
		parts[id] = graph.Part{Link: &l}
	}
	holders, err := w.e.Holders(ctx, slices.DeleteFunc(slices.Clone(ids), func(id graph.ID) bool { return parts[id].Link != nil }))
	if err != nil {
		return nil, err
	}
	for id, n := range holders {
		if p, ok := n.(*graph.Pairing); ok {
			for i := range p.Activities {
				if p.Activities[i].ID == id {
					parts[id] = graph.Part{Activity: &p.Activities[i]}
				}
			}
		}
		u, ok := n.(*graph.Unit)
		if !ok {
			continue
		}
		for i := range u.Works {
			if u.Works[i].ID == id {
				parts[id] = graph.Part{Work: &u.Works[i]}
			}
		}
		for i := range u.Headcounts {
			if u.Headcounts[i].ID == id {
				parts[id] = graph.Part{Headcount: &u.Headcounts[i]}
			}
		}
	}
	return parts, nil
}

// collecting is the writer of an edit under way: each mutation is a part of it.
type collecting struct {
	e        graph.Edit
	defaults graph.Intent
}

func (c collecting) Apply(ctx context.Context, intent graph.Intent, edit func(context.Context, graph.Edit) error) (graph.Receipt, error) {
	if intent.Actor == "" {
		intent.Actor = c.defaults.Actor
	}
	if intent.Note == "" {
		intent.Note = c.defaults.Note
	}
	if err := c.e.(graph.Speaker).As(ctx, intent); err != nil {
		return graph.Receipt{}, err
	}
	return graph.Receipt{Revision: c.e.Revision() + 1}, edit(ctx, c.e)
}

func newPlayer(reader graph.Reader, e graph.Edit, zone string, lang graph.Language, defaults graph.Intent) *player {
	root := resolvers.New(resolvers.Deps{Reader: within{reader, e}, Writer: collecting{e, defaults}, Zone: zone})
	p := &player{
		executor: executor.New(root.Schema()), root: root, schema: root.Schema().Schema(), lang: lang,
		labels: map[string]graph.ID{}, failed: map[string]int{}, queries: map[string]string{},
	}
	p.executor.Use(resolvers.Fields{})
	p.executor.SetErrorPresenter(resolvers.Present)
	return p
}

// play makes one mutation. An error ends the whole.
func (p *player) play(ctx context.Context, l line) ([]fault, error) {
	field := p.schema.Mutation.Fields.ForName(l.Operation)
	if field == nil {
		return []fault{lineFault(l.number, "operation %q is no mutation of the API: use one of %s", "operation的值%q不是本接口的变更操作：可用值为%s", graph.Clip(l.Operation), p.known())}, nil
	}
	if l.Input == nil {
		return []fault{lineFault(l.number, "%s has no input: give its input as in the API", "%s缺少input：请按接口给出", l.Operation)}, nil
	}
	if _, twice := p.labels[l.As]; twice || l.As != "" && p.failed[l.As] > 0 {
		return []fault{lineFault(l.number, "as %q was used by an earlier line: give each line a label of its own", "标签%q已被前面的行使用：请改用其他标签", l.As)}, nil
	}
	var wrong []fault
	input := p.fill(l, field.Arguments.ForName("input").Type, l.Input, nil, &wrong)
	if len(wrong) == 0 {
		id, told, err := p.run(ctx, l, field, input)
		if err != nil {
			return nil, err
		}
		if wrong = told; len(wrong) == 0 && l.As != "" {
			p.labels[l.As] = id
		}
	}
	if len(wrong) > 0 && l.As != "" {
		p.failed[l.As] = l.number
	}
	return wrong, nil
}

func (p *player) known() string {
	var names []string
	for _, field := range p.schema.Mutation.Fields {
		names = append(names, field.Name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// fill puts ids in the place of labels, where the schema wants an id.
func (p *player) fill(l line, t *ast.Type, value any, path []string, wrong *[]fault) any {
	switch v := value.(type) {
	case []any:
		filled := make([]any, len(v))
		for i, one := range v {
			elem := t
			if t.Elem != nil {
				elem = t.Elem
			}
			filled[i] = p.fill(l, elem, one, append(slices.Clone(path), fmt.Sprint(i)), wrong)
		}
		return filled
	case map[string]any:
		filled := make(map[string]any, len(v))
		def := p.schema.Types[t.Name()]
		for name, one := range v {
			filled[name] = one
			if def != nil {
				if field := def.Fields.ForName(name); field != nil {
					filled[name] = p.fill(l, field.Type, one, append(slices.Clone(path), name), wrong)
				}
			}
		}
		return filled
	case string:
		label, is := strings.CutPrefix(v, "$")
		if !is || t.Name() != "ID" {
			return v
		}
		if id, known := p.labels[label]; known {
			return string(id)
		}
		f := lineFault(l.number, "%q is no label of an earlier line: write \"as\": %q on the line that enters it", "%q不是前面某行的标签：请在登记它的行写\"as\": %q", v, label)
		if failed := p.failed[label]; failed > 0 {
			f = lineFault(l.number, "%q is what line %d was to enter, which was refused: mend that line", "%q应由第%d行登记，但该行被拒绝：请先修正该行", v, failed)
		}
		f.operation, f.field = l.Operation, path
		*wrong = append(*wrong, f)
		return v
	default:
		return value
	}
}

// query asks a mutation for its refusals, and for the ids of what it made.
func (p *player) query(field *ast.FieldDefinition) string {
	if q := p.queries[field.Name]; q != "" {
		return q
	}
	var ids []string
	for _, f := range p.schema.Types[field.Type.Name()].Fields {
		def := p.schema.Types[f.Type.Name()]
		if def != nil && def.Fields.ForName("id") != nil && len(f.Arguments) == 0 {
			ids = append(ids, f.Name+" { id }")
		}
	}
	q := fmt.Sprintf("mutation($input: %s) { made: %s(input: $input) { revision userErrors { message field } %s } }",
		field.Arguments.ForName("input").Type, field.Name, strings.Join(ids, " "))
	p.queries[field.Name] = q
	return q
}
