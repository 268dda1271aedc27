package sqlite

import (
	"context"
	"os"

	"cobuild/graph"
	"cobuild/store"
)

// kindsByPrefix tells the kind of a noun by the first three letters of its id.
var kindsByPrefix = func() map[string]graph.Kind {
	kinds := map[string]graph.Kind{}
	for _, kind := range graph.NounKinds {
		kinds[string(graph.DerivedID(kind))[:3]] = kind
	}
	return kinds
}()

func (r *reads) Census(ctx context.Context) (store.Census, error) {
	c := store.Census{Nouns: map[graph.Kind]int{}, Links: map[graph.Hop]int{}}
	err := r.run(ctx, 1, func(s *session) error {
		return s.each(ctx, countAll, func(row row) error {
			var prefix, hop string
			var n int
			if err := row.Scan(&prefix, &hop, &n); err != nil {
				return err
			}
			switch {
			case prefix != "":
				c.Nouns[kindsByPrefix[prefix]] += n
			case hop != "":
				c.Links[graph.Hop(hop)] = n
			default:
				c.Log = n
			}
			return nil
		})
	})
	return c, err
}

// Pages are what the file of a store takes up.
type Pages struct {
	Size  int // of a page, in bytes
	Count int
	Free  int   // that hold nothing now and are used again
	Log   int64 // bytes of the write-ahead log beside the file
}

// Pages counts those of the file.
func (e *Engine) Pages(ctx context.Context) (p Pages, err error) {
	err = e.read(ctx, 1, func(s *session) error {
		return s.each(ctx, "SELECT s.page_size, c.page_count, f.freelist_count FROM pragma_page_size s, pragma_page_count c, pragma_freelist_count f",
			func(row row) error { return row.Scan(&p.Size, &p.Count, &p.Free) })
	})
	if err != nil {
		return Pages{}, err
	}
	p.Log = fileSize(e.abs + "-wal")
	return p, nil
}

// fileSize is 0 where there is no file.
func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
