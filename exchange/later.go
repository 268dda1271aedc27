package exchange

import (
	"cmp"
	"context"
	"slices"

	"cobuild/edit"
	"cobuild/graph"
)

// later is a reference of something new to what began after it: the sheet says
// that it holds on its day, and it cannot have held before the other was there.
type later struct {
	column string
	to     graph.Noun
	from   graph.Date
}

// idFrom is id for a column of something new that need not hold from the first
// day on: what is to hold only later is added to after instead.
func (p *player) idFrom(ctx context.Context, r *row, column string, after *[]later) (graph.ID, error) {
	n, err := p.ref(ctx, r, column)
	if n == nil || err != nil {
		return "", err
	}
	if column == "affiliation" && r.date("affiliation_since") > r.date("since") {
		*after = append(*after, later{column, n, r.date("affiliation_since")})
		return "", nil
	}
	if since := r.date("since"); since != 0 && n.Top().Since > since && n.Top().Since <= p.on {
		*after = append(*after, later{column, n, n.Top().Since})
		return "", nil
	}
	return n.Top().ID, nil
}

// placeFrom is id for the region that something new lies in. Where that is the
// younger of the two, the new one lies in the nearest region above it that was
// there, until the region begins: nothing may be without a place.
func (p *player) placeFrom(ctx context.Context, r *row, column string, after *[]later) (graph.ID, error) {
	n, err := p.ref(ctx, r, column)
	if n == nil || err != nil {
		return "", err
	}
	id, since := n.Top().ID, r.date("since")
	if since == 0 || n.Top().Since <= since || n.Top().Since > p.on {
		return id, nil
	}
	for at, steps := n, 0; steps < len(graph.RegionLevels)+10; steps++ {
		links, err := p.desk.Links(ctx, graph.LinkQuery{IDs: []graph.ID{at.Top().ID}, Hops: []graph.Hop{graph.HopParent}})
		if err != nil || len(links[at.Top().ID]) == 0 {
			return id, err
		}
		first := slices.MinFunc(links[at.Top().ID], func(a, b graph.Link) int { return cmp.Compare(a.Since, b.Since) })
		nouns, err := p.desk.Nouns(ctx, []graph.ID{first.To})
		if err != nil || nouns[first.To] == nil {
			return id, err
		}
		if at = nouns[first.To]; at.Top().Holds(since) {
			*after = append(*after, later{column, n, n.Top().Since})
			return at.Top().ID, nil
		}
	}
	return id, nil
}

// since makes true what is to hold only later.
func (p *player) since(ctx context.Context, r *row, n graph.Noun, after []later) (err error) {
	for _, l := range after {
		p.day = ""
		id, from, to := n.Top().ID, l.from, edit.Some(l.to.Top().ID)
		switch l.column {
		case "region":
			err = p.move(ctx, n, from, to)
		case "superior":
			_, err = edit.OrganisationChange(ctx, p.desk, edit.OrganisationChangeInput{ID: id, From: from, OrganisationFields: edit.OrganisationFields{Superior: to}})
		case "leads":
			_, err = edit.OrganisationChange(ctx, p.desk, edit.OrganisationChangeInput{ID: id, From: from, OrganisationFields: edit.OrganisationFields{Leads: to}})
		case "affiliation":
			_, err = edit.MemberAffiliate(ctx, p.dated(r, "affiliation_since"), edit.MemberAffiliateInput{Member: id, Organisation: *to.Value, From: from})
		case "workplace":
			_, err = edit.MemberChange(ctx, p.desk, edit.MemberChangeInput{ID: id, From: from, MemberFields: edit.MemberFields{Workplace: to}})
		case "residence":
			_, err = edit.MemberChange(ctx, p.desk, edit.MemberChangeInput{ID: id, From: from, MemberFields: edit.MemberFields{Residence: to}})
		case "host":
			_, err = edit.AllianceChange(ctx, p.desk, edit.AllianceChangeInput{ID: id, From: from, AllianceFields: edit.AllianceFields{Host: to}})
		case "parent":
			if n.Kind() == graph.KindRegion {
				_, err = edit.RegionChange(ctx, p.desk, edit.RegionChangeInput{ID: id, From: from, RegionFields: edit.RegionFields{Parent: to}})
				break
			}
			_, err = edit.AllianceChange(ctx, p.desk, edit.AllianceChangeInput{ID: id, From: from, AllianceFields: edit.AllianceFields{Parent: to}})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// move has something lie in another region from a day on.
func (p *player) move(ctx context.Context, n graph.Noun, from graph.Date, to edit.Opt[graph.ID]) (err error) {
	id := n.Top().ID
	switch n.Kind() {
	case graph.KindOrganisation:
		_, err = edit.OrganisationChange(ctx, p.desk, edit.OrganisationChangeInput{ID: id, From: from, OrganisationFields: edit.OrganisationFields{Region: to}})
	case graph.KindUnit:
		_, err = edit.UnitChange(ctx, p.desk, edit.UnitChangeInput{ID: id, From: from, UnitFields: edit.UnitFields{Region: to}})
	case graph.KindAlliance:
		_, err = edit.AllianceChange(ctx, p.desk, edit.AllianceChangeInput{ID: id, From: from, AllianceFields: edit.AllianceFields{Region: to}})
	}
	return err
}
