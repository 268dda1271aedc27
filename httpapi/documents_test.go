package httpapi

import (
	"fmt"
	"sync"
	"testing"
)

func cache(t *testing.T, lim Limits) *documents {
	t.Helper()
	d, err := newDocuments(toySchema, lim.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocumentsAreKept(t *testing.T) {
	d := cache(t, Limits{})
	first, refused := d.load("{ hello }")
	if refused != nil {
		t.Fatal(refused.causes)
	}
	if again, _ := d.load("{ hello }"); again != first {
		t.Error("the second use parsed the text anew")
	}
	for range 2 {
		if _, refused := d.load("{ nothing }"); refused == nil {
			t.Error("an invalid document was served")
		}
	}
	if n := d.kept.Len(); n != 1 {
		t.Errorf("%d documents kept, want the valid one only", n)
	}
}

func TestDistinctQueriesDoNotGrowTheCache(t *testing.T) {
	d := cache(t, Limits{CacheEntries: 50})
	for i := range 500 {
		if _, refused := d.load(fmt.Sprintf("{ a%d: hello }", i)); refused != nil {
			t.Fatal(refused.causes)
		}
	}
	if n := d.kept.Len(); n != 50 {
		t.Errorf("%d entries, want 50", n)
	}

	d = cache(t, Limits{CacheBytes: 1 << 20})
	for i := range 300 {
		query := fmt.Sprintf("{ a%d: hello region { %s } }", i, rep("id ", 30))
		if _, refused := d.load(query); refused != nil {
			t.Fatal(refused.causes)
		}
		if d.weight > 1<<20 {
			t.Fatalf("after %d texts the cache weighs %d", i, d.weight)
		}
	}
	sum := int64(0)
	for _, entry := range d.kept.Values() {
		sum += entry.weight
	}
	if sum != d.weight || d.kept.Len() < 2 {
		t.Errorf("weight %d, entries %d weigh %d", d.weight, d.kept.Len(), sum)
	}
}

func TestOneTextDoesNotPushOutTheOthers(t *testing.T) {
	d := cache(t, Limits{CacheBytes: 1 << 20})
	if _, refused := d.load("{ hello }"); refused != nil {
		t.Fatal(refused.causes)
	}
	if _, refused := d.load(`{ hello region(id: "` + rep("x", 200_000) + `") { id } }`); refused != nil {
		t.Fatal(refused.causes)
	}
	if !d.kept.Contains("{ hello }") || d.kept.Len() != 1 {
		t.Errorf("%d entries, the small one kept: %t", d.kept.Len(), d.kept.Contains("{ hello }"))
	}
}

func TestKeepingATextTwiceWeighsOnce(t *testing.T) {
	d := cache(t, Limits{})
	for range 3 {
		d.keep("{ hello }", document{weight: 1000})
	}
	if d.weight != 1000 || d.kept.Len() != 1 {
		t.Errorf("%d entries weigh %d", d.kept.Len(), d.weight)
	}
}

func TestValidationStops(t *testing.T) {
	_, _, refused := parseAndValidate(toySchema, "{ region {"+numbered(3000, " nam%d")+"} }", DefaultLimits())
	if refused == nil || len(refused.causes) != 20 {
		t.Fatalf("got %v", refused)
	}
	if last := refused.causes[19].Error(); last != validationStopped(19).Error() {
		t.Errorf("the last error is %q", last)
	}
}

func TestDocumentsConcurrently(t *testing.T) {
	d := cache(t, Limits{CacheEntries: 4})
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range 100 {
				if _, refused := d.load(fmt.Sprintf("{ a%d: hello }", (worker+i)%8)); refused != nil {
					t.Error(refused.causes)
				}
			}
		})
	}
	all.Wait()
	sum := int64(0)
	for _, entry := range d.kept.Values() {
		sum += entry.weight
	}
	if sum != d.weight {
		t.Errorf("the cache believes it weighs %d, its entries weigh %d", d.weight, sum)
	}
}
