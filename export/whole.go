package export

import (
	"bufio"
	"context"
	"io"
	"net/http"

	"cobuild/exchange"
	"cobuild/graph"
)

// wholes are the exports of a store rather than of a query, by their path.
var wholes = map[string]struct {
	format Format
	name   string
	write  func(ctx context.Context, w *exchange.Whole, to io.Writer) error
}{
	"/export/facts": {"jsonl", "facts", func(ctx context.Context, w *exchange.Whole, to io.Writer) error {
		_, err := w.WriteFacts(ctx, to)
		return err
	}},
	"/export/sheets.xlsx": {XLSX, "cobuild", func(ctx context.Context, w *exchange.Whole, to io.Writer) error {
		_, err := w.WriteBook(ctx, to)
		return err
	}},
	"/export/graphml": {"graphml", "cobuild", func(ctx context.Context, w *exchange.Whole, to io.Writer) error {
		_, err := w.WriteGraphML(ctx, to)
		return err
	}},
}

// whole serves an export of a store, or of what belongs to a region.
func (d *door) whole(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		d.refuse(w, r, http.StatusMethodNotAllowed, graph.Invalid(nil, "%s is not offered: send GET", "不支持%s：请用GET", r.Method))
		return
	}
	what := wholes[r.URL.Path]
	if !d.SeeMembers {
		d.refuse(w, r, http.StatusForbidden, graph.NewError(graph.CodeForbidden, nil, "members are hidden, and a whole store holds them: use the command `export` beside the store, or export a query",
			"党员信息已隐藏，而整库导出包含党员：请在数据所在机器上使用export命令，或导出查询"))
		return
	}
	if foreign(w, r) {
		d.refuse(w, r, http.StatusForbidden, notYours())
		return
	}
	of := &exchange.Whole{Store: d.Store}
	if err := readWhole(r, of); err != nil {
		d.refuse(w, r, 0, err)
		return
	}
	ctx, leave := d.enter(w, r)
	if leave == nil {
		return
	}
	defer leave()
	out := &answer{w: w, control: http.NewResponseController(w), patience: d.Write, spec: Spec{Format: what.format}, name: what.name}
	buffered := bufio.NewWriterSize(out, 32<<10)
	err := what.write(ctx, of, buffered)
	if err == nil {
		err = buffered.Flush()
	}
	d.end(w, r, out, err)
}

// foreign says whether a browser says that a page of another site asks which is
// none of the origins: it could not read the answer, and this server would work
// for an hour. A link that somebody follows is no such page.
func foreign(w http.ResponseWriter, r *http.Request) bool {
	h := r.Header
	return h.Get("Sec-Fetch-Site") == "cross-site" && w.Header().Get("Access-Control-Allow-Origin") == "" &&
		(h.Get("Sec-Fetch-Mode") != "navigate" || h.Get("Sec-Fetch-Dest") != "document")
}

func notYours() error {
	return graph.NewError(graph.CodeForbidden, nil, "the request comes from a page of another site: export from this site, from one named by --origins, or by a program", "请求来自其他站点的页面：请从本站、--origins所列站点或用程序导出")
}

func readWhole(r *http.Request, w *exchange.Whole) (err error) {
	for name, values := range r.URL.Query() {
		value := values[len(values)-1]
		switch name {
		case "within":
			w.Within = value
		case "on":
			if w.On, err = graph.ParseDate(value); err != nil {
				return err
			}
		case "lang":
			if w.Lang, err = ReadLanguage(value); err != nil {
				return err
			}
		default:
			return graph.Invalid([]string{name}, "parameter %q is unknown: use within, on and lang", "参数%q未知：可用within、on、lang", graph.Clip(name))
		}
	}
	return nil
}
