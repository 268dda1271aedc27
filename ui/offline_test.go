package ui_test

import (
	"path"
	"regexp"
	"strings"
	"testing"
)

// What makes a browser fetch something, by file type; the first group is the address. Links that people may click and
// namespaces are no loads. The browser test proves the same in action, and the page's policy forbids it.
var loads = map[string][]*regexp.Regexp{
	".html": {
		regexp.MustCompile(`(?is)<(?:script|link|img|iframe|source|embed|object|base)\b[^>]*?\b(?:src|href|data|srcset)\s*=\s*["']?([^"'\s>]+)`),
	},
	".css": {
		regexp.MustCompile(`(?i)url\(\s*["']?([^"')]+)`),
		regexp.MustCompile(`(?i)@import\s+["']([^"']+)`),
	},
	".js": {
		regexp.MustCompile("(?:\\bimport|\\bimportScripts|\\bfetch|\\bnew Worker|\\bnew SharedWorker|\\bnew EventSource|\\bnew WebSocket)\\(\\s*[\"'`]([^\"'`]+)"),
		regexp.MustCompile("\\bnew URL\\(\\s*[\"'`]([^\"'`]+)[\"'`]\\s*,\\s*(?:\"\"\\s*\\+\\s*)?import\\.meta\\.url"),
		regexp.MustCompile("(?:\\bfrom|\\bimport)\\s*[\"'`]([^\"'`\\n]+)[\"'`]"),
	},
	".svg": {
		regexp.MustCompile(`(?i)\bhref\s*=\s*["']([^"']+)`),
	},
}

var (
	outside = regexp.MustCompile(`(?i)^\s*(?:[a-z][a-z0-9+.-]*:)?//`)
	cdn     = regexp.MustCompile(`(?i)\b(?:esm\.sh|unpkg\.com|jsdelivr\.net|cdnjs\.cloudflare\.com|skypack\.dev|fonts\.googleapis\.com|fonts\.gstatic\.com)\b`)
)

func outsideLoads(name string, content []byte) []string {
	var found []string
	for _, pattern := range loads[path.Ext(name)] {
		for _, match := range pattern.FindAllSubmatch(content, -1) {
			if outside.Match(match[1]) {
				found = append(found, string(match[1]))
			}
		}
	}
	for _, host := range cdn.FindAll(content, -1) {
		found = append(found, string(host))
	}
	return found
}

func TestBuiltFilesLoadNothingFromOutside(t *testing.T) {
	seen := map[string]int{}
	for name, content := range builtFiles(t) {
		if found := outsideLoads(name, content); len(found) > 0 {
			t.Errorf("%s loads %s", name, strings.Join(found, ", "))
		}
		for _, pattern := range loads[path.Ext(name)] {
			seen[path.Ext(name)] += len(pattern.FindAll(content, -1))
		}
	}
	// A scan that finds no loads at all has stopped reading what the bundler writes.
	for _, extension := range []string{".html", ".css", ".js"} {
		if seen[extension] == 0 {
			t.Errorf("no load found in any %s file: the patterns no longer fit", extension)
		}
	}
}

func TestOutsideLoadsAreRecognised(t *testing.T) {
	for text, name := range map[string]string{
		`<script type="module" src="https://example.org/a.js">`: "a.html",
		`<link rel=stylesheet href=//example.org/a.css>`:        "a.html",
		`@import "http://example.org/a.css";`:                   "a.css",
		`a{background:url( 'https://example.org/a.png')}`:       "a.css",
		`const m=await import("https://example.org/a.js")`:      "a.js",
		"new Worker(`https://example.org/w.js`)":                "a.js",
		`new URL("https://example.org/w.js",import.meta.url)`:   "a.js",
		`import{a}from"https://example.org/a.js";`:              "a.js",
		`import"//example.org/a.js";`:                           "a.js",
		`const host="unpkg.com/react"`:                          "a.js",
	} {
		if len(outsideLoads(name, []byte(text))) == 0 {
			t.Errorf("not recognised in %s: %s", name, text)
		}
	}
	for text, name := range map[string]string{
		`<script src="./assets/a.js"></script><a href="https://example.org">`: "a.html",
		`a{background:url(data:image/png;base64,aaaa)}`:                       "a.css",
		`const help="see https://example.org/help"`:                           "a.js",
		`import{a}from"./a.js";fetch("/graphql")`:                             "a.js",
		`<svg xmlns="http://www.w3.org/2000/svg">`:                            "a.svg",
	} {
		if found := outsideLoads(name, []byte(text)); len(found) > 0 {
			t.Errorf("%s in %s is no load: %v", text, name, found)
		}
	}
}
