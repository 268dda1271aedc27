package httpapi_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"cobuild/httpapi"
)

// The guide tells clients the limits they will meet.
func TestGuideTellsTheLimits(t *testing.T) {
	guide, err := os.ReadFile("../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	l := httpapi.DefaultLimits()
	thousands := func(n int) string {
		if n < 1000 {
			return fmt.Sprint(n)
		}
		return fmt.Sprintf("%d,%03d", n/1000, n%1000)
	}
	for _, row := range []string{
		fmt.Sprintf("| body | %d MiB |", l.Body>>20),
		fmt.Sprintf("| tokens of a document | %s |", thousands(l.Tokens)),
		fmt.Sprintf("| depth | %d |", l.Depth),
		fmt.Sprintf("| cost | %s |", thousands(l.Cost)),
		fmt.Sprintf("| root fields | %d |", l.RootFields),
		fmt.Sprintf("| time of a query, of a mutation | %.0f s, %.0f s |", l.Query.Seconds(), l.Mutation.Seconds()),
		fmt.Sprintf("| errors told | %d |", l.Errors),
	} {
		if !strings.Contains(string(guide), row) {
			t.Errorf("docs/guide.md lacks the row %s", row)
		}
	}
}
