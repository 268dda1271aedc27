package sample

import (
	"testing"

	"cobuild/graph"
	"cobuild/sample/audit"
)

func TestAllKeepsEveryRuleOfForm(t *testing.T) {
	for _, err := range audit.Check(All()) {
		t.Error(err)
	}
}

func TestAllHoldsGaotangUnchanged(t *testing.T) {
	all := map[graph.ID]bool{}
	ds := All()
	for _, n := range ds.Nouns {
		all[n.Top().ID] = true
	}
	for i := range ds.Links {
		all[ds.Links[i].ID] = true
	}
	alone := Gaotang()
	for _, n := range alone.Nouns {
		if !all[n.Top().ID] {
			t.Errorf("%s %s is not in the whole", n.Kind(), n.Top().Code)
		}
	}
	for i := range alone.Links {
		if !all[alone.Links[i].ID] {
			t.Errorf("a %s of Gaotang is not in the whole", alone.Links[i].Hop)
		}
	}
}
