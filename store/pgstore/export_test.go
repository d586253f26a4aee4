package pgstore

// Unfenced returns options under which nobody looks at the epoch: a mutant.
func Unfenced(o Options) Options {
	o.fence = `select cardinality($1::int[]) + cardinality($2::bigint[]) + cardinality($3::bigint[])`
	o.renewal = `update lease l set part = l.part from unnest($1::int[], $2::bigint[]) as u(part, epoch) where l.part = u.part and $3::interval is not null returning u.part, u.epoch`
	return o
}

// Grows reports whether the end of a table is known.
func (s *Store) Grows(table string) bool { return s.top(s.server.names.find(table)).grows == known }

// Waiting returns how many commits wait for the committer.
func (s *Server) Waiting() int {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	return len(s.queue.waiting)
}
