package boltdb

import "io"

// Backup writes a copy of the store to w, for tests of w's errors.
func (s *Store) Backup(w io.Writer) (int64, error) {
	n, err := s.copyTo(w)
	return n, explain("store.back_up", s.path, err)
}
