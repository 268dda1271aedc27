package store

import (
	"context"
	"os"
	"strconv"

	"cobuild/graph"
)

// Interrupted is the cause why Open refuses a store that is being loaded, or was
// when its load broke off: the name of what was. It holds nothing else.
type Interrupted string

func (i Interrupted) Error() string { return "store: loading " + string(i) + " has not ended" }

func halfLoaded(name, loading string) *graph.Error {
	err := graph.NewError(graph.CodeUnavailable, nil,
		"loading %[2]s into %[1]s has not ended: wait for it; if it was broken off, run generate, import or copy into this store again, which clears it and begins anew",
		"向%[1]s载入%[2]s尚未结束：请等待；若已中断，请对该库再次执行generate、import或copy，系统会清空后重新开始", name, loading)
	err.Cause = Interrupted(loading)
	return err
}

// HalfLoaded says whether an engine holds no more than what a load has left that
// broke off, which whoever fills it may take away. It is a CONFLICT while another
// process of this machine is loading it. Processes elsewhere are not known; their
// load ends with CONFLICT if what it wrote is taken away.
func HalfLoaded(ctx context.Context, e Engine) (bool, error) {
	state, err := e.State(ctx)
	if err != nil || state.Loading == "" {
		return false, err
	}
	if pid := processHere(state.Beside); pid != "" && pid != strconv.Itoa(os.Getpid()) && !gone(pid) {
		return false, graph.Conflict(nil, "process %[3]s is loading %[2]s into %[1]s: wait until it has ended, or end it first",
			"进程%[3]s正在向%[1]s载入%[2]s：请等待其结束，或先终止该进程", e.Name(), state.Loading, pid)
	}
	return true, nil
}

// loadingState is the record of a store while it is loaded by a claim.
func loadingState(name string, by claim, ruleset State) *State {
	return &State{Format: Format, Loading: name, Beside: by.after(0), Ruleset: ruleset.Ruleset, Rules: ruleset.Rules}
}

// writeAs writes for who is loading a store. If somebody took that for dead and
// cleared the store, it is a CONFLICT.
func writeAs(ctx context.Context, e Engine, by claim, b Batch) error {
	return e.Update(ctx, func(ctx context.Context, tx Tx) error {
		state, err := tx.State(ctx)
		if err != nil {
			return err
		}
		if state.Loading == "" || !by.holds(state.Beside) {
			return TakenAway(e.Name())
		}
		return tx.Write(ctx, b)
	})
}

// TakenAway is the error of a load that finds that another has begun, or the
// store to be empty.
func TakenAway(name string) error {
	return graph.Conflict(nil, "what was loaded into %s so far was taken away by another program: load by one only", "%s中已载入的内容被另一程序清除：请只用一个程序载入", name)
}
