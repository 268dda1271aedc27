package resolvers

import (
	"context"
	"math"

	"cobuild/graph"
	"cobuild/graph/model"
)

// doubleRegistration counts who is registered where they live, on the date.
// Small numbers are withheld from those who may not see members, and so is what
// they could be reckoned from.
func doubleRegistration(ctx context.Context, q graph.ReportingQuery) (*model.MemberRate, error) {
	q.On = on(ctx)
	count, err := load(ctx).Reporting(ctx, q)
	if err != nil {
		return nil, err
	}
	rate := &model.MemberRate{
		Denominator: withheld(ctx, count.Denominator), Rule: load(ctx).Ruleset().Rule(string(count.Name)), Asked: q, Counted: count,
	}
	if rate.Denominator != nil && withheld(ctx, count.Denominator-count.Numerator) != nil {
		rate.Numerator = withheld(ctx, count.Numerator)
	}
	if rate.Numerator != nil {
		rate.Value = share(count)
	}
	return rate, nil
}

// missingMembers lists those who should be registered where they live and are
// not. Their number is known with the rate, and withheld with its numerator.
func missingMembers(ctx context.Context, args pageArgs, rate *model.MemberRate) (*graph.Connection[*graph.Member], error) {
	if err := ofMembers(ctx); err != nil {
		return nil, err
	}
	c, err := listOf[*graph.Member](ctx, args, graph.ListQuery{
		Kind: graph.KindMember, Place: rate.Asked.Place, Order: graph.Order{By: graph.OrderPlace}, On: rate.Asked.On,
		Member: &graph.MemberFilter{Codes: rate.Counted.Missing, Under: rate.Asked.Organisation},
	}, number(rate.Counted.Denominator-rate.Counted.Numerator))
	if err == nil && rate.Numerator == nil {
		c.Least = math.MaxInt
	}
	return discreet(ctx, c, err)
}
