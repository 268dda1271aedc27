package httpapi

import (
	"mime"
	"net/http"
	"slices"
	"strings"
)

// The media types of a GraphQL answer. They differ in status: the first
// answers 200 to any request it could read, the second 400 to an operation
// that never began.
const (
	typeJSON     = "application/json"
	typeResponse = "application/graphql-response+json"
)

// answerType is the media type to answer in by the Accept header: the greater
// weight first, a named type before a wildcard, then the order of the header.
// Without a header and for wildcards it is application/json, as old clients
// expect. ok is false where the header allows neither.
func answerType(r *http.Request) (media string, ok bool) {
	header := r.Header.Values("Accept")
	if strings.TrimSpace(strings.Join(header, "")) == "" {
		return typeJSON, true
	}
	const wildcard = 0.5 // rank below a named type of the same weight
	best := -1.0
	refused := map[string]bool{}
	for entry := range weighted(header) {
		if !utf8Params(entry.params) {
			continue
		}
		named := entry.value
		rank := entry.weight * 2
		switch entry.value {
		case typeJSON, typeResponse:
			refused[named] = entry.weight == 0
			rank += wildcard
		case "application/*", "*/*":
			named = typeJSON
		default:
			continue
		}
		if entry.weight > 0 && rank > best {
			best, media = rank, named
		}
	}
	if refused[media] {
		media = otherType(media)
		if refused[media] {
			return "", false
		}
	}
	return media, media != ""
}

func otherType(media string) string {
	if media == typeJSON {
		return typeResponse
	}
	return typeJSON
}

func utf8Params(params []string) bool {
	for _, param := range params {
		if charset, found := strings.CutPrefix(param, "charset="); found && !isUTF8(strings.Trim(charset, `"`)) {
			return false
		}
	}
	return true
}

func isUTF8(charset string) bool {
	return slices.Contains([]string{"utf-8", "utf8", "us-ascii"}, strings.ToLower(charset))
}

// sendsJSON tells whether a POST body is what this API reads. Forms and
// multipart are refused: browsers send those across sites without asking.
func sendsJSON(r *http.Request) bool {
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return false
	}
	values := r.Header.Values("Content-Type")
	if len(values) != 1 {
		return false
	}
	media, params, err := mime.ParseMediaType(values[0])
	if err != nil || media != typeJSON {
		return false
	}
	charset, named := params["charset"]
	return !named || isUTF8(charset)
}
