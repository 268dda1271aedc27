//go:build race

package e2e_test

// slowly is how many times less is sent where the race detector makes
// everything several times slower: races show in few requests or in none.
const slowly = 6
