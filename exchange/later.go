package exchange

import (
	"context"

	"cobuild/edit"
	"cobuild/graph"
)

// later is a reference of something new to what began after it: the sheet says
// that it holds on its day, and it cannot have held before the other was there.
type later struct {
	column string
	to     graph.Noun
}

// idFrom is id for a column of something new that need not hold from the first
// day on: what is to hold only later is added to after instead.
func (p *player) idFrom(ctx context.Context, r *row, column string, after *[]later) (graph.ID, error) {
	n, err := p.ref(ctx, r, column)
	if n == nil || err != nil {
		return "", err
	}
	if since := r.date("since"); since != 0 && n.Top().Since > since && n.Top().Since <= p.on {
		*after = append(*after, later{column, n})
		return "", nil
	}
	return n.Top().ID, nil
}

// since makes true what is to hold only later.
func (p *player) since(ctx context.Context, n graph.Noun, after []later) (err error) {
	for _, l := range after {
		id, from, to := n.Top().ID, l.to.Top().Since, edit.Some(l.to.Top().ID)
		switch l.column {
		case "superior":
			_, err = edit.OrganisationChange(ctx, p.desk, edit.OrganisationChangeInput{ID: id, From: from, OrganisationFields: edit.OrganisationFields{Superior: to}})
		case "leads":
			_, err = edit.OrganisationChange(ctx, p.desk, edit.OrganisationChangeInput{ID: id, From: from, OrganisationFields: edit.OrganisationFields{Leads: to}})
		case "affiliation":
			_, err = edit.MemberAffiliate(ctx, p.desk, edit.MemberAffiliateInput{Member: id, Organisation: *to.Value, From: from})
		case "workplace":
			_, err = edit.MemberChange(ctx, p.desk, edit.MemberChangeInput{ID: id, From: from, MemberFields: edit.MemberFields{Workplace: to}})
		case "residence":
			_, err = edit.MemberChange(ctx, p.desk, edit.MemberChangeInput{ID: id, From: from, MemberFields: edit.MemberFields{Residence: to}})
		case "host":
			_, err = edit.AllianceChange(ctx, p.desk, edit.AllianceChangeInput{ID: id, From: from, AllianceFields: edit.AllianceFields{Host: to}})
		case "parent":
			_, err = edit.AllianceChange(ctx, p.desk, edit.AllianceChangeInput{ID: id, From: from, AllianceFields: edit.AllianceFields{Parent: to}})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
