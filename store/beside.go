package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"cobuild/graph"
)

// State.Beside says what is beside the set in force: nothing, rows to sweep, or
// the next set under way. Who derives it shows at each step that it goes on;
// if it does not for a while, or its process is gone, it is taken for dead.
// Should it come back, its next step finds that it has lost its claim.
const (
	besideNothing = ""
	besideRest    = "rest" // nobody's, to be swept
)

// mostSilent is how long a derivation may show no progress.
const mostSilent = 30 * time.Second

// claim is the right to write beside: host, process and a word of its own.
type claim string

func newClaim() claim {
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	return claim(fmt.Sprintf("%s/%d/%s", strings.ReplaceAll(host, "/", "_"), os.Getpid(), rand.Text()[:10]))
}

// after is what State.Beside says after so many steps.
func (c claim) after(steps int) string { return string(c) + " " + strconv.Itoa(steps) }

func (c claim) holds(beside string) bool { return strings.HasPrefix(beside, string(c)+" ") }

// building says whether somebody derives the next set, as far as the store says.
func building(beside string) bool { return beside != besideNothing && beside != besideRest }

// sighting is what State.Beside said when it was first seen to say it.
type sighting struct {
	beside string
	at     time.Time
}

// dead says whether who derives beside has stopped.
func (s *Store) dead(beside string) bool {
	if pid := processHere(beside); pid != "" && gone(pid) {
		return true
	}
	s.sawMu.Lock()
	defer s.sawMu.Unlock()
	if s.saw.beside != beside {
		s.saw = sighting{beside, time.Now()}
		return false
	}
	return time.Since(s.saw.at) >= mostSilent
}

// processHere is the process of this machine whose claim State.Beside tells; "" =
// none.
func processHere(beside string) string {
	who, _, _ := strings.Cut(beside, " ")
	host, err := os.Hostname()
	parts := strings.Split(who, "/")
	if err != nil || len(parts) != 3 || parts[0] != strings.ReplaceAll(host, "/", "_") {
		return ""
	}
	return parts[1]
}

// gone says whether this machine surely has no such process.
func gone(pid string) bool {
	n, err := strconv.Atoi(pid)
	if err != nil {
		return false
	}
	process, err := os.FindProcess(n)
	if err != nil {
		return true
	}
	return errors.Is(process.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

// vacate gives the state without a derivation that is dead, and fails while one
// goes on: facts must not change under it.
func (s *Store) vacate(state *State) error {
	if !building(state.Beside) {
		return nil
	}
	if !s.dead(state.Beside) {
		return graph.NewError(graph.CodeUnavailable, nil,
			"all findings of %[1]s are being derived anew: wait until this is done and try again; should it have been broken off, writing goes on after %[2]d seconds",
			"%[1]s正在重新推导全部结果：请等待完成后重试；若推导已中断，%[2]d秒后即可写入", s.engine.Name(), int(mostSilent.Seconds()))
	}
	state.Beside = besideRest
	return nil
}

// sweepRest takes away what is nobody's beside the set in force.
func (s *Store) sweepRest(ctx context.Context) error {
	for done := false; !done; {
		err := s.base.Update(ctx, func(ctx context.Context, tx Tx) (err error) {
			state, err := tx.State(ctx)
			if err != nil {
				return err
			}
			if state.Beside != besideRest {
				done = true
				return nil
			}
			if done, err = tx.Sweep(ctx); err != nil || !done {
				return err
			}
			state.Beside = besideNothing
			return tx.Write(ctx, Batch{State: &state})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
