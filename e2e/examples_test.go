package e2e_test

import (
	"encoding/json"
	"testing"

	"cobuild/ui"
)

// testExample runs a query that the playground opens with: it must answer
// without errors, and with something to look at in each field of its root.
func testExample(t *testing.T, s *server, example ui.Example) {
	status, body, err := send(t.Context(), s.url, request{Query: example.Query})
	if err != nil || status != 200 {
		t.Fatalf("status %d, %v: %s", status, err, body)
	}
	var answer struct {
		Data   map[string]any
		Errors []any
	}
	if err := json.Unmarshal(body, &answer); err != nil || len(answer.Errors) > 0 {
		t.Fatalf("%v %v", err, answer.Errors)
	}
	for name, value := range answer.Data {
		if items(value) == 0 {
			t.Errorf("%s is empty: choose what the sample has something of", name)
		}
	}
}

// items counts the values that are not null, and for connections the nodes.
func items(value any) (n int) {
	switch v := value.(type) {
	case nil:
		return 0
	case map[string]any:
		if nodes, ok := v["nodes"]; ok {
			return items(nodes)
		}
		for _, field := range v {
			n += items(field)
		}
	case []any:
		for _, item := range v {
			n += items(item)
		}
	default:
		return 1
	}
	return n
}
