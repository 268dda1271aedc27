// Package bench measures: the questions people ask, over a generated county,
// on each engine, in one run, so that figures stand beside each other. It holds
// benchmarks only; results.md keeps what was measured, with machine and date.
//
//	go test ./bench -run '^$' -bench . -benchtime 2s
//
// COBUILD_BENCH_UNITS sets the number of units of the county (10,000). Loads take
// COBUILD_BENCH_SCALE of a nation instead, where it is set, and stand beside the
// floor under them:
//
//	COBUILD_BENCH_SCALE=0.1 go test ./bench -run '^$' -bench 'BenchmarkLoad(Floor)?$' -benchtime 1x -timeout 2h
//
// bench/reads asks over HTTP, beside the same by hand; bench/load floods a server.
package bench
