package exchange

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"cobuild/graph"
	"cobuild/store"
)

// Posting is what the handler of imports is told.
type Posting struct {
	Store    *store.Store
	Allowed  bool // the caller may write and see members
	Language func(*http.Request) graph.Language
	Logger   *slog.Logger

	MostBytes int64         // of a body; 0 = 256 MiB
	Patience  time.Duration // for one import, from its first byte to its answer; 0 = 30 minutes
}

// ImportHeader must stand on a request that a form of another site could send
// too: browsers do not let a page set it on a request to another site unasked.
const ImportHeader = "X-Cobuild-Import"

const (
	defaultMostBytes = 256 << 20
	defaultPatience  = 30 * time.Minute
	mostParts        = 100
	mostAnswered     = 1_000 // entries of the ledger in an answer as JSON
)

// Handler serves POST /import, and GET /import/template.xlsx for the sheets to
// fill in. One import runs at a time.
func Handler(o Posting) http.Handler {
	if o.MostBytes == 0 {
		o.MostBytes = defaultMostBytes
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Patience == 0 {
		o.Patience = defaultPatience
	}
	p := &posts{Posting: o, turn: make(chan struct{}, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("/import", p.post)
	mux.HandleFunc("GET /import/template.xlsx", p.template)
	return mux
}

type posts struct {
	Posting
	turn chan struct{}
}

func (p *posts) template(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", typeXLSX)
	w.Header().Set("Content-Disposition", `attachment; filename="cobuild-template.xlsx"`)
	if err := WriteTemplateBook(w); err != nil {
		p.Logger.Error("import: template", "error", err)
	}
}

const (
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeCSV  = "text/csv"
)

// refusal is an answer that nothing was imported.
type refusal struct {
	status int
	told   *graph.Error
}

func (r *refusal) Error() string { return r.told.Error() }

func refuse(status int, code graph.ErrorCode, en, zh string, args ...any) *refusal {
	return &refusal{status, graph.NewError(code, nil, en, zh, args...)}
}

func (p *posts) post(w http.ResponseWriter, r *http.Request) {
	lang := p.Language(r)
	if asked := strings.ToUpper(r.URL.Query().Get("lang")); asked == string(graph.ZH) || asked == string(graph.EN) {
		lang = graph.Language(asked)
	}
	err := p.fair(r)
	if err == nil {
		select {
		case p.turn <- struct{}{}:
			defer func() { <-p.turn }()
			err = p.take(w, r, lang)
		default:
			w.Header().Set("Retry-After", "10")
			err = refuse(http.StatusServiceUnavailable, graph.CodeUnavailable, "another import is under way: try again when it is done", "另一导入正在进行：请稍后再试")
		}
	}
	if err != nil {
		p.refuse(w, r, lang, err)
	}
}

// fair refuses a request that could be another site's, or whose sender may not
// import.
func (p *posts) fair(r *http.Request) error {
	switch {
	case r.Method != http.MethodPost:
		return refuse(http.StatusMethodNotAllowed, graph.CodeInvalid, "%s is not offered: POST sheets to /import", "不支持%s：请以POST提交表格至/import", r.Method)
	case !p.Allowed:
		return refuse(http.StatusForbidden, graph.CodeForbidden, "importing over HTTP needs the right to write and to see members: use the command `import` beside the store",
			"通过HTTP导入须有写入权与查看党员权：请在数据所在机器上使用import命令")
	}
	if err := new(http.CrossOriginProtection).Check(r); err != nil {
		return refuse(http.StatusForbidden, graph.CodeForbidden, "the request comes from a page of another site: import from this site or by a program", "请求来自其他站点的页面：请从本站或用程序导入")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		kind = ""
	}
	switch kind {
	case typeCSV, typeXLSX, "application/octet-stream":
		return nil
	case "multipart/form-data":
		if r.Header.Get(ImportHeader) != "" {
			return nil
		}
		return refuse(http.StatusForbidden, graph.CodeForbidden, "the header %s is missing: send it with any value beside multipart/form-data, so that no form of another site can import",
			"缺少请求头%s：以multipart/form-data提交时须附上（值任意），以防其他站点的表单冒用", ImportHeader)
	default:
		return refuse(http.StatusUnsupportedMediaType, graph.CodeInvalid, "content type %q is not read: send text/csv, %s or multipart/form-data", "不支持的内容类型%q：请使用text/csv、%s或multipart/form-data", graph.Clip(kind), typeXLSX)
	}
}

// take streams the body to files, imports them and answers.
func (p *posts) take(w http.ResponseWriter, r *http.Request, lang graph.Language) error {
	options, err := postedOptions(r)
	if err != nil {
		return err
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(p.Patience)) // a server whose waits are bounded otherwise; a recorder has none
	_ = control.SetWriteDeadline(time.Now().Add(p.Patience + time.Minute))
	folder, err := os.MkdirTemp("", "cobuild-post-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	r.Body = http.MaxBytesReader(w, r.Body, p.MostBytes)
	sources, mapping, err := receive(r, folder)
	if err != nil {
		return p.tooLarge(err)
	}
	options.Mapping = mapping
	options.Bulk = -1 // a server that is killed must open its store again
	result, err := Import(r.Context(), p.Store, sources, options)
	if result != nil {
		defer result.Ledger.Close()
	}
	if err != nil {
		return err
	}
	p.answer(w, r, lang, result, sources, options)
	return nil
}

func (p *posts) tooLarge(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return refuse(http.StatusRequestEntityTooLarge, graph.CodeTooComplex, "the body has more than %d bytes: split the sheets, or use the command `import`", "请求超过%d字节：请拆分表格，或使用import命令", large.Limit)
	}
	return err
}

// broken is why a body could not be read to its end.
func broken(err error) error {
	var large *http.MaxBytesError
	var full *os.PathError // the disk, not the body
	if errors.As(err, &large) || errors.As(err, &full) {
		return err
	}
	return refuse(http.StatusBadRequest, graph.CodeInvalid, "the body cannot be read to its end (%v), and nothing was imported: send it again, whole", "请求内容无法读至结尾（%v），未导入任何内容：请重新完整提交", err)
}

// receive writes what was posted to files of a folder.
func receive(r *http.Request, folder string) (sources []Source, mapping *Mapping, err error) {
	mapping = &Mapping{}
	sent := map[string]int{}
	keep := func(name string, in io.Reader) error {
		name = filepath.Base(filepath.Clean("/" + strings.ReplaceAll(name, `\`, "/")))
		if sent[name]++; sent[name] > 1 { // two files of one name, of two folders
			name = strconv.Itoa(sent[name]) + "/" + name
		}
		path := filepath.Join(folder, strconv.Itoa(len(sources))+strings.ToLower(filepath.Ext(name)))
		file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		if _, err = io.Copy(file, in); err != nil {
			err = broken(err)
		}
		sources = append(sources, Source{Name: name, Path: path})
		return errors.Join(err, file.Close())
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // it was read before
	if kind != "multipart/form-data" {
		name := r.URL.Query().Get("name")
		switch {
		case name == "" && kind == typeXLSX:
			name = "sheets.xlsx"
		case name == "":
			name = "sheet.csv"
		}
		err := keep(name, r.Body)
		return sources, mapping, err
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, nil, refuse(http.StatusBadRequest, graph.CodeInvalid, "the parts of the body cannot be read (%v)", "请求各部分无法读取（%v）", err)
	}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, broken(err)
		}
		switch {
		case n >= mostParts:
			return nil, nil, refuse(http.StatusRequestEntityTooLarge, graph.CodeTooComplex, "there are more than %d parts: import them in several requests", "超过%d个文件：请分次导入", mostParts)
		case part.FormName() == "mapping":
			if mapping, err = ReadMapping(part); err != nil {
				return nil, nil, err
			}
		case part.FileName() != "":
			if err := keep(part.FileName(), part); err != nil {
				return nil, nil, err
			}
		}
	}
	if len(sources) == 0 {
		return nil, nil, refuse(http.StatusBadRequest, graph.CodeInvalid, "no part is a file: send CSV or XLSX files", "没有文件：请提交CSV或XLSX文件")
	}
	return sources, mapping, nil
}

// postedOptions reads the query of a request. What it does not know it refuses,
// lest a misspelt dryRun writes.
func postedOptions(r *http.Request) (o Options, err error) {
	o.SeeMembers = true
	for name, values := range r.URL.Query() {
		value := values[len(values)-1]
		var flag *bool
		switch name {
		case "dryRun":
			flag = &o.DryRun
		case "strict":
			flag = &o.Strict
		case "correct":
			flag = &o.Correct
		case "reconcile":
			flag = &o.Reconcile
		case "on":
			if o.On, err = graph.ParseDate(value); err != nil {
				return o, err
			}
		case "within":
			o.Within = value
		case "actor":
			o.Actor = value
		case "note":
			o.Note = value
		case "format":
			if value != "json" && value != "csv" && value != "xlsx" {
				return o, graph.Invalid([]string{name}, "format %q is unknown: use json, csv or xlsx", "format的值%q未知：可用json、csv、xlsx", graph.Clip(value))
			}
		case "name", "lang":
		default:
			return o, graph.Invalid([]string{name}, "parameter %q is unknown: use on, dryRun, strict, correct, reconcile, within, format, lang, name, actor and note",
				"参数%q未知：可用on、dryRun、strict、correct、reconcile、within、format、lang、name、actor、note", graph.Clip(name))
		}
		if flag != nil {
			if *flag, err = strconv.ParseBool(value); err != nil {
				return o, graph.Invalid([]string{name}, "%s is %q: write true or false", "%s的值为%q：请写true或false", name, graph.Clip(value))
			}
		}
	}
	return o, nil
}

// answer writes the result as JSON, or the ledger as CSV or XLSX.
func (p *posts) answer(w http.ResponseWriter, r *http.Request, lang graph.Language, result *Result, sources []Source, o Options) {
	switch r.URL.Query().Get("format") {
	case "csv":
		w.Header().Set("Content-Type", typeCSV+"; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="ledger.csv"`)
		p.log(result.Ledger.WriteCSV(w, lang))
	case "xlsx":
		w.Header().Set("Content-Type", typeXLSX)
		w.Header().Set("Content-Disposition", `attachment; filename="ledger.xlsx"`)
		p.log(result.WriteXLSX(w, sources, o.Mapping, lang))
	default:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		p.log(json.NewEncoder(w).Encode(result.told(lang, o)))
	}
}

// log notes an answer that could not be sent: the import itself is done.
func (p *posts) log(err error) {
	if err != nil {
		p.Logger.Warn("import: answer not sent", "error", err)
	}
}

func (p *posts) refuse(w http.ResponseWriter, r *http.Request, lang graph.Language, err error) {
	status, told := http.StatusInternalServerError, text("an internal error; the log of the server has it", "内部错误，详见服务器日志")
	code := graph.CodeOf(err)
	var refused *refusal
	var many graph.Errors
	var one *graph.Error
	var messages []graph.Text
	switch {
	case errors.As(err, &refused):
		status, code, told = refused.status, refused.told.Code, refused.told.Message
	case errors.As(err, &many):
		status = http.StatusBadRequest
		for _, e := range many {
			messages = append(messages, e.Message)
		}
	case errors.As(err, &one) && one.Code != graph.CodeInternal:
		status, told = http.StatusBadRequest, one.Message
		if one.Code == graph.CodeUnavailable {
			status = http.StatusServiceUnavailable
		}
	default:
		p.Logger.ErrorContext(r.Context(), "import", "error", err)
	}
	if messages == nil {
		messages = []graph.Text{told}
	}
	type answered struct {
		Message    string            `json:"message"`
		Extensions map[string]string `json:"extensions"`
	}
	var list []answered
	for _, m := range messages {
		list = append(list, answered{m.In(lang), map[string]string{"code": string(code)}})
	}
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", http.MethodPost)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	p.log(json.NewEncoder(w).Encode(map[string]any{"errors": list}))
}
