package pgstore

// Unfenced returns options under which nobody looks at the epoch: a mutant.
func Unfenced(o Options) Options {
	o.fence = `select $1::bigint + $2::bigint`
	o.renewal = `update lease set part = part where part = ` + part + ` and $1::bigint > 0 and $2::interval is not null`
	return o
}

// Grows reports whether the end of a table is known.
func (s *Store) Grows(table string) bool { return s.names.find(table).grows == known }
