//go:build unix

package neo4jtest

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockServer waits until no other test process uses the server at uri; the
// lock ends with this process.
func lockServer(uri string) error {
	sum := sha256.Sum256([]byte(uri))
	name := fmt.Sprintf("cobuild-neo4j-%x.lock", sum[:8])
	file, err := os.OpenFile(filepath.Join(os.TempDir(), name), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	locks = append(locks, file)
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
}

// locks keeps the file from being collected, which would end the lock.
var locks []*os.File
