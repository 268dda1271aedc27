package exchange

import (
	"context"
	"strings"

	"cobuild/graph"
)

// References that are no codes are kept in a row as texts that begin with a
// control character, which no cell holds: by a name within a region, or by the
// names of regions on the way down to one.
const (
	byName = "\x1fN"
	byPath = "\x1fP"
	parted = "\x1f"
)

// nameRef refers to what has the name right in a region.
func nameRef(region, name string) string {
	if !strings.HasPrefix(region, parted) {
		return region + "/" + name // as people write it too
	}
	return byName + name + parted + region
}

// pathRef refers to a region by the names on the way down from another; with a
// level to the region of that level which an address names.
func pathRef(within string, level graph.RegionLevel, names string) string {
	return byPath + within + parted + string(level) + parted + names
}

// shown is a reference as people wrote it.
func shown(ref string) string {
	switch {
	case strings.HasPrefix(ref, byName):
		name, _, _ := strings.Cut(ref[len(byName):], parted)
		return name
	case strings.HasPrefix(ref, byPath):
		_, rest, _ := strings.Cut(ref[len(byPath):], parted)
		_, names, _ := strings.Cut(rest, parted)
		return names
	}
	return ref
}

// separators part the names of a path; betweenNames may stand between two.
const (
	separators   = "/\\>→,、;|"
	betweenNames = separators + "-·."
)

// fillers are names in division tables that no region bears.
var fillers = []string{"市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划", "县"}

// officeWords are how the offices of regions are called, by which people name
// the regions.
var officeWords = []struct{ office, region string }{
	{"村民委员会", "村"},
	{"村委会", "村"},
	{"社区居民委员会", "社区"},
	{"社区居委会", "社区"},
	{"居民委员会", "社区"},
	{"居委会", "社区"},
	{"街道办事处", "街道"},
	{"镇人民政府", "镇"},
	{"乡人民政府", "乡"},
}

// plainRegion is the name of a region without that of its office, folded.
func plainRegion(name string) string {
	name = fold(name)
	for _, w := range officeWords {
		if bare, has := strings.CutSuffix(name, w.office); has && bare != "" {
			if strings.HasSuffix(bare, w.region) {
				return bare
			}
			return bare + w.region
		}
	}
	return name
}

// pathEnd is how far a path was followed.
type pathEnd struct {
	at   graph.Noun
	rest string // of the path, folded
	many bool   // several regions are named so
}

// follow walks down the names of a path from a region as far as it goes, at most
// to a level.
func (p *player) follow(ctx context.Context, from graph.Noun, level graph.RegionLevel, names string, on graph.Date) (end pathEnd, err error) {
	end = pathEnd{at: from, rest: plainPath(names)}
	above, err := p.above(ctx, from, on)
	if err != nil {
		return end, err
	}
	for _, n := range above {
		end.rest = trimPath(strings.TrimPrefix(end.rest, fold(n.Top().Name)))
	}
	for end.rest != "" && !reached(end.at, level) {
		next, size, many, err := p.child(ctx, end.at, end.rest, on)
		if err != nil {
			return end, err
		}
		if next == nil && !many {
			if next, size, many, err = p.grandchild(ctx, end.at, end.rest, on); err != nil {
				return end, err
			}
		}
		if next == nil && !many {
			before := len(end.rest)
			for _, filler := range append([]string{fold(end.at.Top().Name)}, fillers...) {
				end.rest = trimPath(strings.TrimPrefix(end.rest, filler))
			}
			if len(end.rest) < before {
				continue
			}
		}
		if end.many = many; next == nil {
			return end, nil
		}
		end.at, end.rest = next, trimPath(end.rest[size:])
	}
	return end, nil
}

// plainPath folds a path; parts of it that name offices name their regions.
func plainPath(names string) string {
	text := fold(names)
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) })
	for i, part := range parts {
		parts[i] = plainRegion(part)
	}
	return strings.Join(parts, "/")
}

func trimPath(rest string) string { return strings.TrimLeft(rest, betweenNames) }

// reached says whether a region is of the level that a path is to end at.
func reached(n graph.Noun, level graph.RegionLevel) bool {
	r, ok := n.(*graph.Region)
	return ok && level != "" && graph.LevelOf(r.RegionKind, r.Code, "") == level
}

// above are the regions that a region lies in, itself last.
func (p *player) above(ctx context.Context, n graph.Noun, on graph.Date) ([]graph.Noun, error) {
	chain := []graph.Noun{n}
	for range len(graph.RegionLevels) + 3 {
		id := chain[0].Top().ID
		links, err := p.desk.Links(ctx, graph.LinkQuery{IDs: []graph.ID{id}, Hops: []graph.Hop{graph.HopParent}, On: on})
		if err != nil || len(links[id]) == 0 {
			return chain, err
		}
		nouns, err := p.desk.Nouns(ctx, []graph.ID{links[id][0].To})
		if err != nil || nouns[links[id][0].To] == nil {
			return chain, err
		}
		chain = append([]graph.Noun{nouns[links[id][0].To]}, chain...)
	}
	return chain, nil
}

// child finds the region right in another by whose name a path goes on: of
// several names the longest. size is how much of the path it takes.
func (p *player) child(ctx context.Context, in graph.Noun, rest string, on graph.Date) (best graph.Noun, size int, many bool, err error) {
	listed := placeName{region: in.Top().ID, kind: graph.KindRegion}
	if p.desk.names[listed] == nil {
		if err := p.desk.listNames(ctx, listed); err != nil {
			return nil, 0, false, err
		}
	}
	for name, ids := range p.desk.names[listed] {
		n := 0
		for _, form := range []string{name, plainRegion(name)} {
			if len(form) > n && strings.HasPrefix(rest, form) {
				n = len(form)
			}
		}
		if n == 0 || n < size {
			continue
		}
		nouns, err := p.desk.Nouns(ctx, ids)
		if err != nil {
			return nil, 0, false, err
		}
		for _, id := range ids {
			switch one := nouns[id]; {
			case one == nil || !one.Top().Holds(on) || fold(one.Top().Name) != name:
			case n > size:
				best, size, many = one, n, false
			case best == nil || best.Top().ID != id:
				best, many = nil, true
			}
		}
	}
	return best, size, many, nil
}

// grandchild is child over a level that the path leaves out, such as the city of
// a county.
func (p *player) grandchild(ctx context.Context, in graph.Noun, rest string, on graph.Date) (best graph.Noun, size int, many bool, err error) {
	for _, ids := range p.desk.names[placeName{region: in.Top().ID, kind: graph.KindRegion}] {
		nouns, err := p.desk.Nouns(ctx, ids)
		if err != nil {
			return nil, 0, false, err
		}
		for _, id := range ids {
			if nouns[id] == nil {
				continue
			}
			one, n, several, err := p.child(ctx, nouns[id], rest, on)
			switch {
			case err != nil:
				return nil, 0, false, err
			case n == 0 || n < size:
			case n > size:
				best, size, many = one, n, several
			default:
				best, many = nil, true
			}
		}
	}
	return best, size, many, nil
}

// byPath finds the region that a path names; where there is none, lost says how
// far it goes.
func (p *player) byPath(ctx context.Context, ref string, on graph.Date) (graph.Noun, error) {
	within, rest, _ := strings.Cut(ref[len(byPath):], parted)
	level, names, _ := strings.Cut(rest, parted)
	from, err := p.find(ctx, within, regions, on)
	if err != nil || len(from) == 0 {
		return nil, err
	}
	end, err := p.follow(ctx, from[0], graph.RegionLevel(level), names, on)
	if err != nil || reached(end.at, graph.RegionLevel(level)) || level == "" && end.rest == "" {
		return end.at, err
	}
	at := end.at.Top()
	switch {
	case end.many:
		p.lost = troubled(ReasonAmbiguous, "several regions in %[1]s (%[2]s) are named as %[3]q begins", "%[1]s（%[2]s）中有多个地区与%[3]q相符",
			"write the names in between, or the code", "请补写中间各级名称，或填写编码", at.Name, at.Code, graph.Clip(end.rest))
	case end.rest == "":
		p.lost = troubled(ReasonReference, "the address names no region below %[1]s (%[2]s), and one of the level %[3]s is needed", "地址只到%[1]s（%[2]s），需到%[4]s",
			"write the names below it too, or the code", "请补写下级地名，或填写编码", at.Name, at.Code, level, graph.LabelOf("RegionLevel", level).ZH)
	default:
		p.lost = troubled(ReasonReference, "by their names the regions are found down to %[1]s (%[2]s), and none in it is named as %[3]q begins", "按名称查到%[1]s（%[2]s）为止，其中没有与%[3]q相符的地区",
			"correct the name, enter the region, or write its code", "请更正名称、登记该地区，或填写编码", at.Name, at.Code, graph.Clip(end.rest))
	}
	return nil, nil
}
