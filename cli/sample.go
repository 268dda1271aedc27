package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
)

// Sample is the flag that names the sample an empty store is filled with. It
// was a switch once, so it needs no value, and true and false are names too.
type Sample string

// Samples that can be loaded; nil loads nothing.
var samples = map[Sample]func() graph.Dataset{
	"all": sample.All, "true": sample.All, "full": sample.Full, "gaotang": sample.Gaotang, "none": nil, "false": nil,
}

// Decode takes the value behind the equals sign, if there is one.
func (s *Sample) Decode(ctx *kong.DecodeContext) error {
	*s = "all"
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		*s = Sample(ctx.Scan.Pop().String())
	}
	if _, known := samples[*s]; !known {
		names := []string{}
		for _, name := range slices.Sorted(maps.Keys(samples)) {
			names = append(names, string(name))
		}
		return graph.Invalid([]string{"sample"}, "sample %q is unknown: use one of %s", "没有名为%q的示例数据：可用值为%s",
			graph.Clip(string(*s)), strings.Join(names, ", "))
	}
	return nil
}

// IsBool says that the flag may stand alone.
func (*Sample) IsBool() bool { return true }

// Load fills an empty store with the sample, and says so, for it can take some
// seconds. Another process that fills it first is as good.
func (s Sample) Load(ctx context.Context, to *store.Store, out io.Writer) error {
	data := samples[s]
	if data == nil {
		return nil
	}
	if empty, err := to.Empty(ctx); err != nil || !empty {
		return err
	}
	ds := data()
	fmt.Fprintf(out, "loading the sample: %d nouns, %d links 正在载入示例数据\n", len(ds.Nouns), len(ds.Links))
	if err := to.Load(ctx, &ds, nil); err != nil && graph.CodeOf(err) != graph.CodeConflict {
		return err
	}
	return nil
}
