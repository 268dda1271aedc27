package edit

import "cobuild/graph"

// Limits of what an edit says of itself, in characters.
const (
	mostActor = 100
	mostSaid  = 500
)

// CheckSaid checks what every input says of itself for the log: actor and note.
// The error is graph.Errors.
func CheckSaid(actor, note string) error {
	var errs graph.Errors
	if err := graph.ValidateText(actor, mostActor, "actor"); err != nil {
		errs = append(errs, err.(*graph.Error))
	}
	if err := graph.ValidateText(note, mostSaid, "note"); err != nil {
		errs = append(errs, err.(*graph.Error))
	}
	return errs.OrNil()
}
