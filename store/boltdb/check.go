package boltdb

import (
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/store"
)

// Check reads the whole store at path, which no process may have open for
// writing. It returns store.ErrDamaged with the location if the file's
// structure, or a backup's checksum, is wrong. It does not interpret values.
func Check(path string) error { return explain("store.check", path, check(path)) }

func check(path string) error {
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
	// First without mapping the file, because bbolt's own check can't cope with
	// a broken page.
	if _, err := sound(f); err != nil {
		return err
	}
	return checkBolt(path)
}

func checkBolt(path string) error {
	s, err := open(path, Options{Options: store.Options{ReadOnly: true}})
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
