// Package bench measures: the questions people ask, over a generated county,
// on each engine, in one run, so that figures stand beside each other. It holds
// benchmarks only; results.md keeps what was measured, with machine and date.
//
//	go test ./bench -run '^$' -bench . -benchtime 2s
//
// COBUILD_BENCH_UNITS sets the number of units of the county (10,000).
package bench
