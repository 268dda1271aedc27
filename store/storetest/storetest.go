// Package storetest holds the one suite that every engine of package store
// passes whole, and a naive engine that keeps its rows in maps, against which
// the others are compared.
package storetest

import (
	"testing"

	"cobuild/store"
)

// Run tests the engines that open gives against the contract of store.Engine.
// Each call of open gives an empty engine and registers what cleans it up; it
// is called once per group, for that may be dear. The cases of a group share
// the engine, but no rows: any of them can run alone.
func Run(t *testing.T, open func(t *testing.T) store.Engine) {
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			e := open(t)
			for _, c := range g.cases {
				t.Run(c.name, func(t *testing.T) { c.test(t, e) })
			}
		})
	}
}

type group struct {
	name  string
	cases []testCase
}

// testCase is a sentence of the contract, as its name, and what tests it.
type testCase struct {
	name string
	test func(t *testing.T, e store.Engine)
}

// groups is the suite. The first case of Questions needs the store empty; it
// runs before any other writes.
var groups = []group{
	{"Questions", []testCase{
		{"an empty store answers every question with nothing", testEmptyStore},
		{"Name and Ready answer", testNameAndReady},
		{"Nouns by id", testNouns},
		{"a missing id is a missing key", testMissingIDs},
		{"an id asked for twice is answered once", testRepeatedIDs},
		{"many questions at once", testManyQuestions},
		{"Links are ordered by position in byte order", testLinkOrder},
		{"Links with tied sort keys are ordered by id", testTiedSortKeys},
		{"Links ask for hops and direction", testLinkHops},
		{"Links hold on a day", testLinkDays},
		{"doubled reversed and self links", testOddLinks},
		{"LinksByID give links of any hop", testLinksByID},
		{"LinkPages give up to Limit from a position", testLinkPages},
		{"LinkPages of a hub", testHub},
		{"Neighbours are links from either end, or more than wanted", testNeighbours},
		{"insert between two pages", testInsertBetweenPages},
		{"Scan reads a run of a shelf", testScan},
		{"Scan leaves out nouns not alive", testScanDays},
		{"shelf keys are in byte order", testShelfOrder},
		{"Findings read a run of one code", testFindings},
		{"Findings hold on a day of their piece", testFindingDays},
		{"FindingsOf and FindingsByID", testFindingsOf},
		{"Segments after a revision and by key", testSegments},
		{"Search finds nouns that have a word of each group", testSearch},
		{"Search for as much as is ever asked", testManyWords},
		{"Log by subject in both directions", testLog},
		{"Log bounds are exclusive", testLogBounds},
		{"Census counts nouns and links and the log", testCensus},
	}},
	{"Writes", []testCase{
		{"State round trip", testState},
		{"texts and blobs come back byte for byte", testTexts},
		{"all fields of rows come back", testFields},
		{"a noun is replaced and so are its shelves", testReplaceNoun},
		{"the words of a noun are replaced", testReplaceWords},
		{"WordSums tell the words of the index", testWordSums},
		{"DropNouns are gone but for the log", testDropNouns},
		{"a link is replaced by id", testReplaceLink},
		{"DropLinks and unknown links", testDropLinks},
		{"Resort moves a noun in the lists of others", testResort},
		{"DropFindings by Pos", testDropFindings},
		{"a segment is replaced and empty Data removes it", testReplaceSegment},
		{"a batch is applied in the order of its fields", testBatchOrder},
		{"an empty batch changes nothing", testEmptyBatch},
		{"rows are copied", testCopies},
	}},
	{"Sets", []testCase{
		{"what is beside is not seen until State.Set names it", testBeside},
		{"Sweep empties what is beside and nothing else", testSweep},
		{"readers see one set whole", testWholeSets},
		{"Walk gives every noun by id, listed or not", testWalk},
		{"DropPlaces empties places for the nouns that belong there", testDropPlaces},
	}},
	{"Updates", []testCase{
		{"reads see the last acknowledged write", testReadYourWrites},
		{"a transaction reads and writes more than once", testTransactionReads},
		{"an open write is not seen outside", testOpenWriteUnseen},
		{"Update is nothing when its function fails", testUpdateFails},
		{"Update is nothing when its function panics", testUpdatePanics},
		{"Update without a write", testUpdateWithoutWrite},
		{"two writers are serialised", testTwoWriters},
		{"ten readers never see half of a write", testNoHalfWrites},
		{"a cancelled context returns its error", testCancelled},
		{"a context cancelled within Update writes nothing", testCancelledWithin},
		{"a writer waits no longer than its context", testWaitingWriter},
	}},
	{"Random", []testCase{
		{"random writes leave what the model has", testRandom},
	}},
	{"Closed", []testCase{
		{"after Close every call fails with UNAVAILABLE", testClosed},
	}},
}
