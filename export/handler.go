package export

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"cobuild/graph"
	"cobuild/httpapi"
	"cobuild/store"
)

// Serving is what the handler of exports is told.
type Serving struct {
	Store      *store.Store // for exports of the whole of it; nil = there are none
	SeeMembers bool         // the caller may see members: else none of the whole

	Logger   *slog.Logger  // nil = slog.Default()
	AtOnce   int           // exports that run at once; 0 = 4
	Patience time.Duration // for one export; 0 = an hour
	Write    time.Duration // for a client to take what is written at a time; 0 = a minute
}

// Door is an API whose requests can be read; *httpapi.Asking is one.
type Door interface {
	Asked
	Read(w http.ResponseWriter, r *http.Request) (q httpapi.Question, release func(), err error)
}

// Handler serves GET and POST /export: the request of /graphql, with the format
// and what else a Spec says in the URL.
func Handler(api Door, o Serving) http.Handler {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.AtOnce <= 0 {
		o.AtOnce = 4
	}
	if o.Patience <= 0 {
		o.Patience = time.Hour
	}
	if o.Write <= 0 {
		o.Write = time.Minute
	}
	d := &door{api: api, Serving: o, turns: make(chan struct{}, o.AtOnce)}
	mux := http.NewServeMux()
	mux.HandleFunc("/export", d.serve)
	if o.Store != nil {
		for path := range wholes {
			mux.HandleFunc(path, d.whole)
		}
	}
	return mux
}

type door struct {
	Serving
	api   Door
	turns chan struct{}
}

const allowed = "GET, OPTIONS, POST"

func (d *door) serve(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodPost:
	case http.MethodOptions:
		w.Header().Set("Allow", allowed)
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		w.Header().Set("Allow", allowed)
		d.refuse(w, r, http.StatusMethodNotAllowed, graph.Invalid(nil, "%s is not offered: send GET or POST", "不支持%s：请用GET或POST", r.Method))
		return
	}
	if foreign(w, r) {
		d.refuse(w, r, http.StatusForbidden, notYours())
		return
	}
	spec, err := specOf(r)
	if err != nil {
		d.refuse(w, r, 0, err)
		return
	}
	ctx, leave := d.enter(w, r)
	if leave == nil {
		return
	}
	defer leave()
	q, release, err := d.api.Read(w, r)
	defer release()
	if err != nil {
		d.refuse(w, r, 0, err)
		return
	}
	e, err := Prepare(d.api, q, spec)
	if err != nil {
		d.refuse(w, r, 0, err)
		return
	}
	out := &answer{w: w, control: http.NewResponseController(w), patience: d.Write, spec: spec, name: e.Name()}
	d.end(w, r, out, d.run(ctx, e, out))
}

// enter takes a turn, which leave gives back, and bounds how long it lasts; leave
// is nil where there is none, which was said.
func (d *door) enter(w http.ResponseWriter, r *http.Request) (ctx context.Context, leave func()) {
	select {
	case d.turns <- struct{}{}:
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(d.Patience)) // a recorder has none
		ctx, cancel := context.WithTimeout(r.Context(), d.Patience)
		return ctx, func() { cancel(); <-d.turns }
	default:
		w.Header().Set("Retry-After", "10")
		d.refuse(w, r, http.StatusServiceUnavailable, graph.NewError(graph.CodeUnavailable, nil, "%d exports are under way: try again when one is done", "已有%d个导出正在进行：请稍后再试", d.AtOnce))
		return nil, nil
	}
}

// end says what went wrong with an export: by a status, or by cutting the line.
func (d *door) end(w http.ResponseWriter, r *http.Request, out *answer, err error) {
	switch {
	case err == nil:
		return
	case !out.begun:
		d.refuse(w, r, 0, err)
		return
	case r.Context().Err() == nil:
		d.Logger.WarnContext(r.Context(), "export broken off", "id", httpapi.RequestID(r.Context()), "cause", err)
	}
	// Part of it is out: cut the line, so that no client takes it for whole.
	panic(http.ErrAbortHandler)
}

// run writes as rows come, but for an XLSX, which is made first and sent whole.
func (d *door) run(ctx context.Context, e *Export, out *answer) error {
	if e.spec.Format != XLSX {
		buffered := bufio.NewWriterSize(out, 32<<10)
		if _, err := e.Run(ctx, buffered, nil); err != nil {
			if out.begun {
				_ = buffered.Flush() // the line that says so
			}
			return err
		}
		if err := buffered.Flush(); err != nil {
			return err
		}
		_, err := out.Write(nil) // the headers of an answer without any rows
		return err
	}
	file, err := os.CreateTemp("", "cobuild-export-*.xlsx")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if _, err := e.Run(ctx, file, nil); err != nil {
		return err
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	out.size = size
	_, err = io.Copy(struct{ io.Writer }{out}, file)
	return err
}

// answer sends the headers with the first bytes.
type answer struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
	spec     Spec
	name     string
	size     int64
	begun    bool
}

var contentTypes = map[Format]string{
	CSV: "text/csv; charset=utf-8", JSONL: "application/jsonl; charset=utf-8",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "graphml": "application/xml; charset=utf-8",
}

func (a *answer) Write(b []byte) (int, error) {
	_ = a.control.SetWriteDeadline(time.Now().Add(a.patience)) // a recorder has none
	if !a.begun {
		a.begun = true
		h := a.w.Header()
		h.Set("Content-Type", contentTypes[a.spec.Format])
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.name + "." + string(a.spec.Format)}))
		h.Set("Cache-Control", "no-store")
		h.Add("Vary", "Accept-Language")
		if a.size > 0 {
			h.Set("Content-Length", strconv.FormatInt(a.size, 10))
		}
		a.w.WriteHeader(http.StatusOK)
	}
	if len(b) == 0 {
		return 0, nil
	}
	return a.w.Write(b)
}

// specOf reads the URL. What it does not know it refuses, lest a misspelt limit
// exports everything.
func specOf(r *http.Request) (s Spec, err error) {
	s.Format = CSV
	for name, values := range r.URL.Query() {
		value := values[len(values)-1]
		switch name {
		case "format":
			if s.Format = Format(value); !slices.Contains(Formats, s.Format) {
				return s, graph.Invalid([]string{name}, "format %q is unknown: use csv, xlsx or jsonl", "format的值%q未知：可用csv、xlsx、jsonl", graph.Clip(value))
			}
		case "path":
			s.Path = value
		case "lang":
			if s.Language, err = ReadLanguage(value); err != nil {
				return s, err
			}
		case "bom":
			bom, err := strconv.ParseBool(value)
			if err != nil {
				return s, graph.Invalid([]string{name}, "bom is %q: write true or false", "bom的值为%q：请写true或false", graph.Clip(value))
			}
			s.NoBOM = !bom
		case "limit":
			if s.Limit, err = strconv.Atoi(value); err != nil || s.Limit < 1 {
				return s, graph.Invalid([]string{name}, "limit is %q: write a number of rows from 1, or leave it out for all", "limit的值为%q：请写不小于1的行数，或不填以导出全部", graph.Clip(value))
			}
		case "name":
			if s.Name, err = fileName(value); err != nil {
				return s, err
			}
		case "query", "operationName", "variables", "extensions":
			if r.Method == http.MethodPost {
				return s, graph.Invalid([]string{name}, "%s stands in the URL of a POST: put it into the JSON of the body", "POST请求的%s应写在请求体的JSON中，而非URL中", name)
			}
		default:
			return s, graph.Invalid([]string{name}, "parameter %q is unknown: use format, path, lang, bom, limit and name", "参数%q未知：可用format、path、lang、bom、limit、name", graph.Clip(name))
		}
	}
	return s, nil
}

// ReadLanguage reads zh, en or nothing.
func ReadLanguage(text string) (graph.Language, error) {
	switch lang := graph.Language(strings.ToUpper(text)); lang {
	case graph.ZH, graph.EN, "":
		return lang, nil
	}
	return "", graph.Invalid([]string{"lang"}, "lang is %q: use zh or en, or leave it out for the names of the API", "lang的值为%q：可用zh、en，不填则用接口中的名称", graph.Clip(text))
}

func fileName(text string) (string, error) {
	if len(text) > 100 || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) }) || strings.HasPrefix(text, ".") {
		return "", graph.Invalid([]string{"name"}, "name %q is no name for a file: at most 100 bytes, without / \\ : * ? \" < > | and not beginning with a dot", "%q不能作文件名：至多100字节，不含/ \\ : * ? \" < > |，不以点开头", graph.Clip(text))
	}
	return text, nil
}

// told is an error as the API tells it.
type told struct {
	Message    string         `json:"message"`
	Extensions map[string]any `json:"extensions"`
}

func messages(err error, lang graph.Language) []told {
	var refused *httpapi.Refusal
	var one *graph.Error
	switch {
	case errors.As(err, &refused):
		var list []told
		for _, e := range refused.Errors {
			list = append(list, told{e.Message, e.Extensions})
		}
		return list
	case errors.As(err, &one) && one.Code != graph.CodeInternal:
		extensions := map[string]any{"code": string(one.Code)}
		if len(one.Field) > 0 {
			extensions["field"] = one.Field
		}
		return []told{{one.Message.In(lang), extensions}}
	case errors.Is(err, context.DeadlineExceeded):
		return []told{{graph.Text{EN: "the export took too long and was stopped: take a part of the territory, or use the command", ZH: "导出超过时限被中止：请缩小地域范围，或使用命令行"}.In(lang), map[string]any{"code": string(graph.CodeUnavailable)}}}
	}
	return []told{{graph.Text{EN: "something went wrong inside the server: give the request id to its operator", ZH: "服务器内部出错：请将请求编号告知管理员"}.In(lang), map[string]any{"code": string(graph.CodeInternal)}}}
}

// refuse answers an export of which nothing was sent; status 0 = by the error.
func (d *door) refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	if r.Context().Err() != nil {
		return // nobody reads it
	}
	var refused *httpapi.Refusal
	list := messages(err, httpapi.Language(r))
	switch {
	case status != 0:
	case errors.As(err, &refused):
		if status = refused.Status; refused.Again {
			w.Header().Set("Retry-After", "10")
		}
	default:
		if status = statuses[graph.ErrorCode(list[0].Extensions["code"].(string))]; status == 0 {
			status = http.StatusBadRequest
		}
	}
	if status == http.StatusInternalServerError {
		d.Logger.ErrorContext(r.Context(), "export", "id", httpapi.RequestID(r.Context()), "cause", err)
	}
	for i := range list {
		list[i].Extensions["requestId"] = httpapi.RequestID(r.Context())
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(d.Write)) // a recorder has none
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": list}) // a client that is gone is seen by the access log
}

var statuses = map[graph.ErrorCode]int{
	graph.CodeNotFound: http.StatusNotFound, graph.CodeForbidden: http.StatusForbidden,
	graph.CodeUnavailable: http.StatusServiceUnavailable, graph.CodeInternal: http.StatusInternalServerError,
}
