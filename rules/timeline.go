package rules

import "cobuild/graph"

// held is one thing that is found of a subject on some day.
type held struct {
	code    graph.FindingCode
	related graph.ID
	info    bool
	home    bool // placed where the subject lives, rather than at its place
}

// day is what is found of a subject on each day of a run.
type day struct {
	region     graph.ID
	home       graph.ID
	attributes graph.Attributes
	held       []held
}

// weave turns what is found run by run into findings: disjoint, maximal,
// coalesced, and cut into pieces where place or attributes change.
func weave(subject graph.ID, runs []span, find func(d graph.Date) day) []graph.Finding {
	type open struct {
		first int // index in out of the finding's first piece
		end   graph.Date
	}
	var out []graph.Finding
	running := map[held]*open{}
	pieces := map[held][]int{} // of the running finding
	closeOne := func(h held) {
		o := running[h]
		whole := graph.Interval{Since: out[o.first].Piece.Since, Until: until(o.end)}
		id := graph.FindingID(subject, h.code, h.related, whole.Since)
		for _, i := range pieces[h] {
			out[i].ID, out[i].Interval = id, whole
		}
		delete(running, h)
		delete(pieces, h)
	}
	for _, run := range runs {
		found := find(run.since)
		now := make(map[held]bool, len(found.held))
		for _, h := range found.held {
			now[h] = true
			region, attributes := found.region, found.attributes
			if h.home {
				region = found.home
			}
			if h.info {
				attributes[graph.AttrFlags] |= graph.FlagInfo
			}
			o := running[h]
			if o != nil && o.end != run.since {
				closeOne(h)
				o = nil
			}
			if o != nil {
				last := &out[pieces[h][len(pieces[h])-1]]
				o.end = run.end
				if last.Region == region && last.Attributes == attributes {
					last.Piece.Until = until(run.end)
					continue
				}
			} else {
				running[h] = &open{first: len(out), end: run.end}
			}
			pieces[h] = append(pieces[h], len(out))
			out = append(out, graph.Finding{
				Subject: subject, Code: h.code, Related: h.related, Region: region, Attributes: attributes,
				Piece: graph.Interval{Since: run.since, Until: until(run.end)},
			})
		}
		for h := range running {
			if !now[h] {
				closeOne(h)
			}
		}
	}
	for h := range running {
		closeOne(h)
	}
	return out
}

func until(end graph.Date) graph.Date {
	if end == graph.End {
		return 0
	}
	return end
}
