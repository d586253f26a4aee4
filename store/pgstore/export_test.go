package pgstore

// Unfenced returns options under which nobody looks at the epoch: a mutant.
func Unfenced(o Options) Options {
	o.fence = `select $1::bigint + $2::bigint`
	o.renewal = `update lease set part = part where part = ` + part + ` and $1::bigint > 0 and $2::interval is not null`
	return o
}
