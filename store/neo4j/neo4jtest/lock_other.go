//go:build !unix

package neo4jtest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// lockServer waits until no other test process uses the server at uri: the file
// is held open, which keeps others from removing it where there is no flock.
func lockServer(uri string) error {
	sum := sha256.Sum256([]byte(uri))
	name := filepath.Join(os.TempDir(), fmt.Sprintf("cobuild-neo4j-%x.lock", sum[:8]))
	for {
		_ = os.Remove(name) // works once its process has ended
		file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		if err == nil {
			locks = append(locks, file)
			return nil
		}
		if !errors.Is(err, fs.ErrExist) && !errors.Is(err, fs.ErrPermission) {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// locks keeps the file open.
var locks []*os.File
