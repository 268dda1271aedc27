package storetest

import (
	"context"
	"testing"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/store"
)

// pathsFollow writes through both stores in turn, and asks both how two new units
// are linked: each knows at once, though it has searched there before.
func pathsFollow(t *testing.T, a, b *store.Store, village graph.ID) {
	t.Helper()
	one, other, third := register(t, a, village, "甲路企业"), register(t, a, village, "乙路企业"), register(t, b, village, "丙路企业")
	agree := func(s *store.Store, ends ...graph.ID) (id graph.ID) {
		t.Helper()
		in := edit.PairingAgreeInput{PairingKind: graph.PairingEnterpriseEnterprise, Since: today}
		for _, end := range ends {
			in.Ends = append(in.Ends, edit.PairingEndInput{Participant: end, Role: graph.RolePeer})
		}
		_, err := s.Apply(t.Context(), graph.Intent{Operation: "pairingAgree"}, func(ctx context.Context, e graph.Edit) error {
			p, err := edit.PairingAgree(ctx, e, in)
			if err == nil {
				id = p.ID
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	hops := func(what string, want int) {
		t.Helper()
		for name, s := range map[string]*store.Store{"one store": a, "the other store": b} {
			q := graph.PathQuery{From: one, To: other, MaxHops: 2, Via: []graph.LinkKind{graph.LinkPairing}, Limit: 5, On: today}
			paths := must(s.Paths(t.Context(), []graph.PathQuery{q}))(t)[0].Paths
			got := 0
			if len(paths) > 0 {
				got = len(paths[0].Steps)
			}
			same(t, what+" by "+name, got, want)
		}
	}
	hops("hops without a pairing", 0)
	hops("hops without a pairing, again", 0)
	agree(a, one, third)
	hops("hops half-way", 0)
	agree(b, third, other)
	hops("hops through a third", 2)
	direct := agree(a, other, one)
	hops("hops of a pairing", 1)
	_, err := b.Apply(t.Context(), graph.Intent{Operation: "test"}, func(ctx context.Context, e graph.Edit) error {
		links, err := e.Links(ctx, graph.LinkQuery{IDs: []graph.ID{direct}, Hops: []graph.Hop{graph.HopEnd}})
		if err != nil {
			return err
		}
		for _, l := range links[direct] {
			if l.To == other {
				e.DropLink(l)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	hops("hops when an end is gone", 2)
}
