//go:build !unix

package sqlite

func notFolder(error) bool { return false }

func readOnly(error) bool { return false }
