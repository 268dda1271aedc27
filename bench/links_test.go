package bench

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"cobuild/cli"
	"cobuild/graph"
	"cobuild/store"
)

// hubs is a world made to be hard to search: everybody is a few hops from a
// committee with thousands of subordinates, or takes part in an alliance of
// thousands.
type hubs struct {
	graph.Dataset
	region        *graph.Region
	serial        int
	organisations []*graph.Organisation
	units         []*graph.Unit
}

func (h *hubs) head(kind graph.Kind, name string) graph.Head {
	h.serial++
	return graph.Head{ID: graph.DerivedID(kind, "hubs", strconv.Itoa(h.serial)), Name: name + strconv.Itoa(h.serial)}
}

func (h *hubs) link(hop graph.Hop, from, to graph.ID, role string, mode graph.CoverageMode) {
	h.serial++
	h.Links = append(h.Links, graph.Link{ID: graph.DerivedID(hop.IDKind(), "hubs", strconv.Itoa(h.serial)), Hop: hop, From: from, To: to, Role: role, Mode: mode})
}

func (h *hubs) organisation(superior graph.ID) graph.ID {
	o := &graph.Organisation{Head: h.head(graph.KindOrganisation, "党支部"), Kinds: []graph.Spell[graph.OrganisationKind]{{Value: graph.OrgBranch}}}
	h.organisations = append(h.organisations, o)
	h.link(graph.HopLocated, o.ID, h.region.ID, "", "")
	if superior != "" {
		h.link(graph.HopSuperior, o.ID, superior, "", "")
	}
	return o.ID
}

// hubWorld has two committees with so many subordinates each under one, and one
// apart; three units for each of these, of which every third that is not apart
// has a pairing, and an alliance of as many units of the first committee.
func hubWorld(fan int) (h *hubs, ask map[string]map[string]any) {
	h = &hubs{Dataset: graph.Dataset{Name: "hubs"}}
	h.region = &graph.Region{Head: h.head(graph.KindRegion, "省"), RegionKind: graph.RegionProvince, Level: graph.LevelProvince}
	h.Nouns = append(h.Nouns, h.region)
	top := h.organisation("")
	left, right, apart := h.organisation(top), h.organisation(top), h.organisation("")
	first := len(h.organisations)
	for i := range 3 * fan {
		h.organisation([]graph.ID{left, right, apart}[i%3])
	}
	for _, o := range h.organisations[first:] {
		for n := range 3 {
			u := &graph.Unit{Head: h.head(graph.KindUnit, "企业"), Classes: []graph.Spell[graph.UnitClass]{{Value: graph.UnitClass{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}}}}
			h.units = append(h.units, u)
			h.link(graph.HopLocated, u.ID, h.region.ID, "", "")
			mode := []graph.CoverageMode{graph.ModeOwn, graph.ModeJoint, graph.ModeArea}[n]
			h.link(graph.HopCovers, o.ID, u.ID, "", mode)
		}
	}
	for _, o := range h.organisations {
		h.Nouns = append(h.Nouns, o)
	}
	for _, u := range h.units {
		h.Nouns = append(h.Nouns, u)
	}
	near := func(i int) graph.ID { return h.units[i%len(h.units)].ID } // i and what follows by nines stay on one side
	for i := 40; i+9_000 < len(h.units); i += 9 {
		p := &graph.Pairing{Head: h.head(graph.KindPairing, "结对"), PairingKind: graph.PairingEnterpriseEnterprise}
		h.Nouns = append(h.Nouns, p)
		h.link(graph.HopEnd, p.ID, near(i), string(graph.RolePeer), "")
		h.link(graph.HopEnd, p.ID, near(i+9_000), string(graph.RolePeer), "")
	}
	a := &graph.Alliance{Head: h.head(graph.KindAlliance, "联盟"), AllianceKind: graph.AllianceAlliance}
	h.Nouns = append(h.Nouns, a)
	h.link(graph.HopLocated, a.ID, h.region.ID, "", "")
	for i := range fan {
		h.link(graph.HopSeat, a.ID, near(9*i), string(graph.SeatMember), "")
	}
	return h, map[string]map[string]any{
		"units-of-two-hubs":       {"from": near(3), "to": near(0)},
		"organisations-of-a-hub":  {"from": h.organisations[first].ID, "to": h.organisations[first+3].ID},
		"units-of-one-alliance":   {"from": near(0), "to": near(9)},
		"no-path-between-hubs":    {"from": left, "to": apart},
		"no-path-from-far-below":  {"from": near(3), "to": near(6 + 9*100)},
		"a-hub-and-a-unit-of-its": {"from": left, "to": near(0)},
	}
}

// floorLinks asks for one shortest path by a statement written by hand, through
// the plain driver. Between two participants of a pairing or an alliance stands
// its node: two relationships are a hop there.
func floorLinks(b *testing.B, asked map[string]map[string]any, today graph.Date) {
	const text = `MATCH (a:Noun {id: $from}), (b:Noun {id: $to})
		MATCH p = shortestPath((a)-[:COVERS|END|LEADS|SEAT|SUPERIOR*..12]-(b))
		WHERE all(r IN relationships(p) WHERE r.since <= $day AND $day < r.until)
		RETURN [n IN nodes(p) | n.id], [n IN nodes(p) | n.name], [r IN relationships(p) | type(r)]`
	ctx := context.Background()
	client, session := plainSession(b)
	defer client.Close(ctx)
	defer session.Close(ctx)
	for name, variables := range asked {
		b.Run("floor-"+name, func(b *testing.B) {
			for b.Loop() {
				result, err := session.Run(ctx, text, map[string]any{"from": fmt.Sprint(variables["from"]), "to": fmt.Sprint(variables["to"]), "day": int64(today)})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := result.Collect(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLinks asks for paths in a world of hubs, the whole way from JSON to
// JSON. COBUILD_BENCH_FAN is how many subordinates a committee has, 5,000
// without.
func BenchmarkLinks(b *testing.B) {
	fan := 5_000
	if text := os.Getenv("COBUILD_BENCH_FAN"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatalf("COBUILD_BENCH_FAN: %v", err)
		}
		fan = n
	}
	h, asked := hubWorld(fan)
	for name, open := range map[string]func(*testing.B) store.Engine{
		"SQLite": func(b *testing.B) store.Engine {
			return fileSQLite(b, filepath.Join(b.TempDir(), "links.db"))
		},
		"Neo4j": emptyNeo4j,
	} {
		b.Run(name, func(b *testing.B) {
			quiet := slog.New(slog.DiscardHandler)
			s, err := store.Open(context.Background(), open(b), store.Options{Logger: quiet})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = s.Close() })
			data := h.Dataset
			if err := s.Load(context.Background(), &data, nil); err != nil {
				b.Fatal(err)
			}
			handler, err := cli.Handler(s, cli.Serving{Zone: "Asia/Shanghai", Logger: quiet})
			if err != nil {
				b.Fatal(err)
			}
			f := &fixture{store: s, handler: handler}
			const query = `query($from: ID!, $to: ID!) { links(from: $from, to: $to, maxHops: 6) { truncated visited links { hops steps { linkKind relation { id } to { name } } } } }`
			for name, variables := range asked {
				b.Run(name, func(b *testing.B) {
					answer := ""
					for b.Loop() {
						answer = string(f.ask(b, query, variables)["links"])
					}
					b.Logf("%.80s", answer)
				})
			}
			if name == "Neo4j" {
				floorLinks(b, asked, s.Today())
			}
		})
	}
}
