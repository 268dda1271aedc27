package cli

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
)

// progress draws a bar with rate and time left where w is a terminal, and
// nothing elsewhere; most -1 = unknown.
func progress(w io.Writer, most int, what string) *progressbar.ProgressBar {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return progressbar.NewOptions(most, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
				progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
		}
	}
	return progressbar.NewOptions(most, progressbar.OptionSetWriter(io.Discard))
}
