package boltdb

import (
	"bytes"
	"strings"
)

// A table lies in a bucket of its name, its rows under their keys. The tables
// of a group (see store.Tx) share a bucket of the group's name, slash included,
// where the rows of one key lie side by side: each under its key, the table's
// own name and the length of that in a byte. A commit rewrites every page that
// it changes, so what it costs is the number of places it touches.

// Row is where a row lies in the file.
func Row(table string, key []byte) (bucket string, row []byte) {
	bucket, suffix := split(table)
	return bucket, append(bytes.Clone(key), suffix...)
}

// split is the bucket of a table, and what its rows' keys end with there.
func split(table string) (bucket string, suffix []byte) {
	slash := strings.IndexByte(table, '/') + 1
	if slash == 0 {
		return table, nil
	}
	name := table[slash:]
	return table[:slash], append([]byte(name), byte(len(name)))
}

// rowKey is the key of a row in its table, whichever of the group's that is.
func rowKey(row []byte, grouped bool) []byte {
	if !grouped {
		return row
	}
	end := len(row) - 1
	end -= min(int(row[end]), end)
	return row[:end]
}
