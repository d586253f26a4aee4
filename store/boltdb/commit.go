package boltdb

import (
	"syscall"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// finish puts o's writes into tx and commits it.
//
// A failed commit normally changes nothing. But bbolt's last step is to write
// and sync the meta page that makes the commit count: if only that sync fails,
// the commit is visible to all readers, though it may not survive a power cut.
// Reporting a failure would make the caller repeat it. So finish follows up
// with an empty commit, which writes and syncs a meta page of its own; the data
// was synced before. If that fails too, the outcome is unknown, and the store
// takes no more writes until it is reopened.
func (s *Store) finish(tx *bolt.Tx, o *store.Overlay) error {
	id := tx.ID()
	err := s.apply(tx, o)
	if err == nil {
		s.txid.Store(int64(id))
	}
	if err == nil || s.failed != nil {
		return err
	}
	counts, readErr := s.counts(id)
	if readErr == nil && !counts {
		return err
	}
	if readErr == nil && s.settle() == nil {
		return nil
	}
	cure := phrase.New("store.look")
	if isErrno(err, syscall.ENOMEM) { // bbolt has released the mapping by then
		cure = cureMemory
	}
	s.failed = phrase.New("store.restart", s.path, store.ErrUncertain, err, cure)
	return s.failed
}

// apply returns the error of puts or commit. A panic of bbolt means that the
// file is damaged; its state in memory can't be trusted then, so the store
// takes no more writes.
func (s *Store) apply(tx *bolt.Tx, o *store.Overlay) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = s.fail(damaged("%v", p))
		}
	}()
	defer panicOnFault()()
	if err := (&writer{tx: tx}).put(o); err != nil {
		return err
	}
	return s.commit(tx)
}

// counts reports whether readers see transaction id.
func (s *Store) counts(id int) (bool, error) {
	tx, err := s.db.Begin(false)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	return tx.ID() >= id, nil
}

func (s *Store) settle() error {
	tx, err := s.db.Begin(true)
	if err != nil {
		return err
	}
	id := tx.ID()
	if err := s.commit(tx); err != nil {
		return err
	}
	s.txid.Store(int64(id))
	return nil
}
