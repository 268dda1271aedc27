//go:build unix

package sqlite

import (
	"errors"
	"syscall"
)

func notFolder(err error) bool { return errors.Is(err, syscall.ENOTDIR) }

func readOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
