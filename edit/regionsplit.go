package edit

import (
	"context"
	"slices"
	"strconv"

	"cobuild/graph"
)

// RegionSplitInput is what regionSplit splits.
type RegionSplitInput struct {
	Region         graph.ID // that ends
	From           graph.Date
	Into           []RegionPart
	WithdrawFuture bool
}

// RegionPart is a region that takes over a part of one that is split.
type RegionPart struct {
	RegionTarget
	Takes []graph.ID // what lies in the region that is split
	Rest  bool       // also takes what no part names
}

// Subjects are the nouns the input names.
func (in RegionSplitInput) Subjects() []graph.ID {
	ids := []graph.ID{in.Region}
	for _, part := range in.Into {
		ids = append(append(ids, part.subjects()...), part.Takes...)
	}
	return subjects(ids...)
}

// OfMembers gives where the input names a member, nil where it names none:
// whether that is accepted tells where the member resides.
func (in RegionSplitInput) OfMembers() []string {
	for i, part := range in.Into {
		if j := slices.IndexFunc(part.Takes, func(id graph.ID) bool { return id.Kind() == graph.KindMember }); j >= 0 {
			return []string{"into", strconv.Itoa(i), "takes", strconv.Itoa(j)}
		}
	}
	return nil
}

// RegionSplit ends a region on a day and lets what lies in it lie in several
// others from then on.
func RegionSplit(ctx context.Context, e graph.Edit, in RegionSplitInput) (*Reform, error) {
	f := newReform(e, in.From, in.WithdrawFuture)
	f.day(in.From, true, "from")
	if n := len(in.Into); n < 2 || n > mostReformed {
		f.refuse(graph.Invalid([]string{"into"}, "%d parts are named: name 2 to %d regions that take over", "给出了%d个部分：请给出2至%d个承接地区", n, mostReformed))
		return nil, f.errs
	}
	refs := []ref{refTo(in.Region, graph.KindRegion, "region")}
	for i, part := range in.Into {
		refs = append(refs, part.refs("into", strconv.Itoa(i), "region")...)
	}
	nouns, err := f.lookup(ctx, refs...)
	if err != nil {
		return nil, err
	}
	f.end(pick[*graph.Region](nouns, in.Region), "region")
	shares := f.shares(in.Into)
	parts := make([]*graph.Region, len(in.Into))
	for i, part := range in.Into {
		if parts[i], err = f.target(ctx, part.RegionTarget, nouns, "into", strconv.Itoa(i), "region"); err != nil {
			return nil, err
		}
	}
	if f.refused() || slices.Contains(parts, nil) {
		return nil, f.errs
	}
	var unnamed []laterThing
	heir := func(l graph.Link) *graph.Region {
		i, named := shares.of[l.From]
		if !named {
			i = shares.rest
		}
		if i < 0 {
			unnamed = append(unnamed, laterThing{l.Since, string(l.Hop), l.From})
			return nil
		}
		shares.met[l.From] = true
		return parts[i]
	}
	if err := f.hand(ctx, parts, heir, "into"); err != nil {
		return nil, err
	}
	if len(unnamed) > 0 {
		others := slices.DeleteFunc(slices.Clone(unnamed), func(l laterThing) bool { return l.far.Kind() == graph.KindMember })
		listed, err := f.list(ctx, others) // where members reside is not told to everybody
		if err != nil {
			return nil, err
		}
		conflict := graph.Conflict([]string{"into"}, "%[1]d things in %[2]s, %[3]d residences of members among them, are named by no part: %[4]s. Name them in takes, or say rest: true of one part",
			"%[2]s内有%[1]d个对象（其中%[3]d个为党员居住地）未被任何部分列出：%[4]s。请列入takes，或令其中一个部分rest: true",
			len(unnamed), named(f.old[0]), len(unnamed)-len(others), listed)
		if len(others) < len(unnamed) {
			told := graph.Conflict(nil, "residences of members in %[2]s and %[1]d other things are named by no part: %[3]s. Say rest: true of one part",
				"%[2]s内有党员居住地及其他%[1]d个对象未被任何部分列出：%[3]s。请令其中一个部分rest: true", len(others), named(f.old[0]), listed)
			conflict.Discreet = &told.Message
		}
		f.refuse(conflict)
	}
	if err := f.checkTaken(ctx, in.Into, shares); err != nil {
		return nil, err
	}
	return f.commit(ctx)
}

// shares says which part takes what.
type shares struct {
	of   map[graph.ID]int
	rest int // part that takes what is not named, -1 = none
	met  map[graph.ID]bool
}

// shares reads what the parts take, and refuses what two of them claim.
func (f *reform) shares(parts []RegionPart) shares {
	s := shares{of: map[graph.ID]int{}, rest: -1, met: map[graph.ID]bool{}}
	existing, codes := map[graph.ID]bool{}, map[string]bool{}
	for i, part := range parts {
		field := func(names ...string) []string { return append([]string{"into", strconv.Itoa(i)}, names...) }
		if part.Rest && s.rest >= 0 {
			f.refuse(graph.Invalid(field("rest"), "rest is true of two parts: leave it to one", "有两个部分rest为true：只能有一个"))
		}
		if part.Rest {
			s.rest = i
		}
		if part.New == nil && existing[part.Existing] {
			f.refuse(graph.Invalid(field("region", "existing"), "existing %s is named by two parts: put them together", "%s被两个部分列出：请合并", part.Existing))
		}
		existing[part.Existing] = true
		if part.New != nil {
			if code := trimmed(part.New.Code); code != "" && codes[code] {
				f.refuse(graph.Invalid(field("region", "new", "code"), "code %q is given to two parts: give each its own", "编码%q被两个部分使用：请分别给出", graph.Clip(code)))
			} else {
				codes[code] = true
			}
		}
		for j, id := range part.Takes {
			if _, taken := s.of[id]; taken {
				f.refuse(graph.Invalid(field("takes", strconv.Itoa(j)), "takes %s twice: one part can take it, once", "takes重复列出%s：只能由一个部分承接一次", id))
			}
			s.of[id] = i
		}
	}
	return s
}

// checkTaken refuses what the parts are to take and does not lie in the region.
func (f *reform) checkTaken(ctx context.Context, parts []RegionPart, s shares) error {
	var refs []ref
	for i, part := range parts {
		for j, id := range part.Takes {
			if !s.met[id] {
				refs = append(refs, ref{id, contents, []string{"into", strconv.Itoa(i), "takes", strconv.Itoa(j)}})
			}
		}
	}
	nouns, err := f.lookup(ctx, refs...)
	if err != nil {
		return err
	}
	for _, r := range refs {
		if n := nouns[r.id]; n != nil {
			f.refuse(graph.Invalid(r.field, "takes %s, which does not lie in %s on %s or later: leave it out", "takes所列%s在%[3]s及以后不在%[2]s内：请去掉",
				named(n), named(f.old[0]), f.from))
		}
	}
	return nil
}

// contents are the kinds of nouns that lie in regions.
var contents = []graph.Kind{graph.KindRegion, graph.KindOrganisation, graph.KindUnit, graph.KindAlliance, graph.KindMember}
