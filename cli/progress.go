package cli

import (
	"context"
	"io"
	"log/slog"
	"math"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// progress draws a bar with rate and time left where w is a terminal, and
// nothing elsewhere; most -1 = unknown.
func progress(w io.Writer, most int, what string) *progressbar.ProgressBar {
	if terminal(w) {
		return progressbar.NewOptions(most, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetSpinnerChangeInterval(0)) // else it draws beside us, for ever where it is not finished
	}
	return progressbar.NewOptions(most, progressbar.OptionSetVisibility(false))
}

// A line of the log tells how far something is, first after tellFirst.
const (
	tellFirst = 2 * time.Second
	tellEvery = 10 * time.Second
)

// telling tells how far something is whose size is known only once it runs: by
// a bar on a terminal, elsewhere by a line of the log now and then. end clears
// the bar.
func telling(ctx context.Context, log *slog.Logger, w io.Writer, what string) (tell func(done, all int), end func()) {
	var bar *progressbar.ProgressBar
	var begun, last time.Time
	tell = func(done, all int) {
		if begun.IsZero() {
			begun = time.Now()
			last = begun.Add(tellFirst - tellEvery)
			if terminal(w) {
				bar = progress(w, all, what)
			}
		}
		if bar != nil {
			if all != bar.GetMax() {
				bar.ChangeMax(all)
			}
			_ = bar.Set(min(done, all))
			return
		}
		if now := time.Now(); now.Sub(last) >= tellEvery {
			last = now
			log.LogAttrs(ctx, slog.LevelInfo, what, pace(done, all, now.Sub(begun))...)
		}
	}
	return tell, func() {
		if bar != nil {
			_ = bar.Clear()
		}
	}
}

// pace is what was done, the rate, and the time left at that rate.
func pace(done, all int, took time.Duration) []slog.Attr {
	attrs := []slog.Attr{slog.Int("done", done), slog.Int("of", all)}
	if rate := float64(done) / took.Seconds(); done > 0 && took > 0 {
		left := time.Duration(float64(max(all-done, 0)) / rate * float64(time.Second))
		attrs = append(attrs, slog.Float64("perSecond", roundedRate(rate)), slog.Duration("left", left.Round(time.Second)))
	}
	return attrs
}

// roundedRate is a whole number where it is not small.
func roundedRate(rate float64) float64 {
	if rate < 10 {
		return math.Round(10*rate) / 10
	}
	return math.Round(rate)
}
