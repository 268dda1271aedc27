package resolvers

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"cobuild/graph"
)

// A cursor is base64url of: version, date (2 bytes), fingerprint of the list (8
// bytes), position. Clients must not read it; the version is there so that we
// may change it.
const (
	cursorVersion = 1
	cursorHead    = 1 + 2 + 8
	mostCursor    = 1000 // bytes of text; ours stay far below
)

type cursor struct {
	on   graph.Date
	mark [8]byte // of the list it belongs to
	at   string  // position of the item
}

var cursorText = base64.RawURLEncoding.Strict()

func (c cursor) String() string {
	raw := make([]byte, cursorHead, cursorHead+len(c.at))
	raw[0] = cursorVersion
	binary.BigEndian.PutUint16(raw[1:], uint16(c.on))
	copy(raw[3:], c.mark[:])
	return cursorText.EncodeToString(append(raw, c.at...))
}

func decodeCursor(text string) (c cursor, ok bool) {
	if len(text) > mostCursor {
		return cursor{}, false
	}
	raw, err := cursorText.DecodeString(text)
	if err != nil || len(raw) <= cursorHead || raw[0] != cursorVersion || bytes.IndexByte(raw[cursorHead:], 0) >= 0 {
		return cursor{}, false
	}
	c.on = graph.Date(binary.BigEndian.Uint16(raw[1:]))
	copy(c.mark[:], raw[3:])
	c.at = string(raw[cursorHead:])
	return c, true
}

// markOf is the fingerprint of a list: its parent, filter and order, whatever
// tells it from another.
func markOf(parts ...any) (mark [8]byte) {
	text, err := json.Marshal(parts)
	if err != nil {
		panic(fmt.Sprintf("resolvers: a list's key is no plain data: %v", err))
	}
	sum := sha256.Sum256(text)
	copy(mark[:], sum[:])
	return mark
}

// position gives where the list goes on, for the cursor given as an argument.
func (c cursor) position(argument, text string) (string, error) {
	given, ok := decodeCursor(text)
	switch {
	case !ok:
		return "", graph.Invalid([]string{argument}, "%s %q is no cursor: hand back the cursor of an item, or endCursor and startCursor, unchanged",
			"%s的值%q不是游标：请原样传回条目的cursor或endCursor、startCursor", argument, graph.Clip(text))
	case given.mark != c.mark:
		return "", graph.Invalid([]string{argument}, "%s is a cursor of another list: use it with the same field of the same object, the same filter and the same order as the answer it came from",
			"%s是另一列表的游标：请与其来源使用相同的对象、字段、筛选与排序", argument)
	case given.on != c.on:
		return "", graph.Invalid([]string{argument}, "%[1]s is a cursor of the list on %[2]s, the list asked is that of %[3]s: ask with asOf %[2]s, or begin again without the cursor",
			"%[1]s是%[2]s的列表的游标，而查询的是%[3]s的列表：请以asOf %[2]s查询，或不带游标重新开始", argument, given.on, c.on)
	}
	return given.at, nil
}
