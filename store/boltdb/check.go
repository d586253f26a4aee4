package boltdb

import (
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
)

// Check reads the whole store at path, which no process may have open for
// writing, and returns an error that is store.ErrDamaged and says where if
// anything in it is out of place: the file's structure, and of a backup its checksum.
// What a value means, only its reader knows.
//
// progress, which may be nil, is called now and then from the same goroutine
// with the pages walked so far and their total; done equals total at the end.
func Check(path string, progress func(done, total uint64)) error {
	if progress == nil {
		progress = func(_, _ uint64) {}
	}
	if err := check(path, progress); err != nil {
		return explain("store.check", path, err)
	}
	return nil
}

func check(path string, progress func(done, total uint64)) error {
	if err := examine(path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := lock(f, false); err != nil {
		return err
	}
	// First without mapping the file, so that bbolt's own check, which has no
	// defence against a broken page, finds none.
	if _, err := sound(f, progress); err != nil {
		return err
	}
	return checkBolt(path)
}

func checkBolt(path string) error {
	s, err := open(path, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer s.db.Close()
	return s.db.View(func(tx *bolt.Tx) error {
		var first error
		more := 0
		for err := range tx.Check() {
			if first == nil {
				first = err
			} else {
				more++
			}
		}
		if first != nil && more > 0 {
			first = fmt.Errorf("%w, and %d more faults", first, more)
		}
		if first != nil {
			return damaged("%v", first)
		}
		return nil
	})
}
