package resolvers

import (
	"cmp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph"
	"cobuild/graph/model"
)

// labelsOf lists the values of an enumeration with their labels, or of all that
// have any, in the order of the schema; nil where there is no such enumeration.
func labelsOf(schema *ast.Schema, name *string) []*model.EnumLabel {
	var enums []*ast.Definition
	for _, known := range sortedKeys(graph.Enums) {
		if def := schema.Types[known]; def != nil && (name == nil || *name == known) {
			enums = append(enums, def)
		}
	}
	slices.SortStableFunc(enums, func(a, b *ast.Definition) int {
		return cmp.Or(cmp.Compare(a.Position.Src.Name, b.Position.Src.Name), cmp.Compare(a.Position.Start, b.Position.Start))
	})
	var labels []*model.EnumLabel
	for _, def := range enums {
		for _, value := range def.EnumValues {
			label := graph.LabelOf(def.Name, value.Name)
			labels = append(labels, &model.EnumLabel{Enum: def.Name, Value: value.Name, Zh: label.ZH, En: label.EN, Description: value.Description})
		}
	}
	return labels
}
