package boltdb

import (
	"syscall"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// finish puts o's writes into tx and commits it.
//
// A commit that fails has, as a rule, left nothing. But bbolt's last act is to
// write the page that makes it count and to sync that: if the sync alone
// fails, the commit counts for all who read from now on, though it may not
// survive a power cut. Saying "failed" would have the caller do it twice. So
// it is settled by another commit, empty, which writes and syncs its own such
// page; the data was synced before. If that fails too the outcome is unknown,
// and the store takes no more writes until it is opened again.
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
	if isErrno(err, syscall.ENOMEM) { // bbolt has let the mapping go by then
		cure = cureMemory
	}
	s.failed = phrase.New("store.restart", s.path, store.ErrUncertain, err, cure)
	return s.failed
}

// apply returns what went wrong with puts or commit. A panic of bbolt means a
// damaged file; its state in memory cannot be trusted then, so that the store
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

// counts reports whether transaction id is what readers see.
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
