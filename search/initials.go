package search

import (
	"math/bits"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// letters is a set of the letters a to z.
type letters uint32

func (l letters) has(r rune) bool { return r >= 'a' && r <= 'z' && l&(1<<(r-'a')) != 0 }

// each gives the letters in order.
func (l letters) each(do func(byte)) {
	for ; l != 0; l &= l - 1 {
		do('a' + byte(bits.TrailingZeros32(uint32(l))))
	}
}

// initials gives the letters with which a character's readings begin in pinyin:
// 长 is chang and zhang, so c and z. None for what has no reading.
func initials(r rune) letters {
	if r < firstRead || r > lastRead {
		return 0
	}
	return initialTable()[r-firstRead]
}

// The characters whose readings are known.
const firstRead, lastRead = 0x3007, 0x2ffff

var initialTable = sync.OnceValue(func() []letters {
	table := make([]letters, lastRead-firstRead+1)
	for code, readings := range pinyin.PinyinDict {
		var set letters
		for reading := range strings.SplitSeq(readings, ",") {
			first, _ := utf8.DecodeRuneInString(norm.NFD.String(reading)) // without its tone
			if first >= 'a' && first <= 'z' {
				set |= 1 << (first - 'a')
			}
		}
		if r := rune(code); set != 0 && r >= firstRead && r <= lastRead {
			table[r-firstRead] = set
		}
	}
	return table
})
