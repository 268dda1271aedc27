package resolvers

import (
	"context"

	"cobuild/graph"
	"cobuild/graph/model"
)

const mostNodes = 100

// nodesOf finds anything by id, in the order of the ids, nil where there is
// nothing: one question for nouns, one for their parts, one for gaps.
func nodesOf(ctx context.Context, ids []graph.ID) ([]model.Node, error) {
	var nouns, parts, gaps []graph.ID
	for _, id := range ids {
		switch id.Kind() {
		case graph.KindRegion, graph.KindOrganisation, graph.KindUnit, graph.KindMember, graph.KindPairing, graph.KindAlliance:
			nouns = append(nouns, id)
		case graph.KindCoverage, graph.KindWork, graph.KindHeadcount, graph.KindActivity:
			parts = append(parts, id)
		case graph.KindGap:
			gaps = append(gaps, id)
		}
	}
	found := map[graph.ID]model.Node{}
	theNouns, err := load(ctx).Nouns(ctx, nouns)
	if err != nil {
		return nil, err
	}
	for i, noun := range theNouns {
		if node, ok := noun.(model.Node); ok {
			found[nouns[i]] = node
		}
	}
	theParts, err := load(ctx).Parts(ctx, parts)
	if err != nil {
		return nil, err
	}
	for i, part := range theParts {
		switch {
		case part.Link != nil:
			found[parts[i]] = part.Link
		case part.Work != nil:
			found[parts[i]] = part.Work
		case part.Headcount != nil:
			found[parts[i]] = part.Headcount
		case part.Activity != nil:
			found[parts[i]] = part.Activity
		}
	}
	theGaps, err := load(ctx).Findings(ctx, gaps)
	if err != nil {
		return nil, err
	}
	for i, gap := range theGaps {
		if gap == nil {
			continue
		}
		if _, ok := gap.Code.GapKind(); ok { // a status has an id, but is no node
			found[gaps[i]] = gap
		}
	}
	nodes := make([]model.Node, len(ids))
	for i, id := range ids {
		nodes[i] = found[id]
	}
	return nodes, nil
}

// nodeOf is nodesOf for one id; nil for none.
func nodeOf(ctx context.Context, id graph.ID) (model.Node, error) {
	nodes, err := nodesOf(ctx, []graph.ID{id})
	if err != nil {
		return nil, err
	}
	return nodes[0], nil
}

// askedNodes is nodesOf for ids from outside, of members and of their gaps only
// for those who may see members.
func askedNodes(ctx context.Context, ids []graph.ID, field ...string) ([]model.Node, error) {
	if len(ids) > mostNodes {
		return nil, graph.Invalid(field, "%d ids are asked at once: at most %d, ask for the others in another request", "一次查询了%d个标识，最多%d个：请分次查询", len(ids), mostNodes)
	}
	for _, id := range ids {
		if _, err := graph.ParseID(string(id), field...); err != nil {
			return nil, err
		}
		if id.Kind() == graph.KindMember {
			if err := mayList(ctx); err != nil {
				return nil, err
			}
		}
	}
	nodes, err := nodesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, node := range nodes {
		if gap, ok := node.(*graph.Finding); ok && gap.Subject.Kind() == graph.KindMember {
			if err := mayList(ctx); err != nil {
				return nil, err
			}
		}
	}
	return nodes, nil
}
