package cli

import (
	"io"
	"testing"

	"github.com/alecthomas/kong"
)

func TestSampleNeedsNoValue(t *testing.T) {
	for arguments, want := range map[string]Sample{
		"": "all", "--sample": "all", "--sample=all": "all", "--sample=true": "true", "--sample=false": "false",
		"--sample=gaotang": "gaotang", "--sample=nowhere": "",
	} {
		var c struct {
			Sample Sample `default:"all"`
		}
		parser, err := kong.New(&c, kong.Writers(io.Discard, io.Discard))
		if err != nil {
			t.Fatal(err)
		}
		var given []string
		if arguments != "" {
			given = append(given, arguments)
		}
		_, err = parser.Parse(given)
		if want == "" {
			if err == nil {
				t.Errorf("%s is accepted", arguments)
			}
			continue
		}
		if err != nil || c.Sample != want {
			t.Errorf("%q: %q, %v; want %q", arguments, c.Sample, err, want)
		}
	}
}
