package config

// Read returns the text of a file that the value at path names, relative to the file in which that value stands. The file
// becomes one of the configuration's sources: a change of it is a change of the configuration. The error is a clause for
// people that begins where the file's name ends: "does not exist; check its name and where it lies". It reads the disk; decode
// makes text of what is there, in whatever encoding, or says in such a clause why not.
func (r *Report) Read(path, name string, decode func([]byte) (string, error)) (string, error) {
	full := below(r.path, path)
	text, _, err := r.l.named(r.l.nearestTo(full), full, name, decode)
	return text, err
}

// Path returns the path of a file that the value at path names, for whoever reads it later, and why it may not be taken: a
// clause as that of Read.
func (r *Report) Path(path, name string) (string, error) {
	name = r.l.fullName(r.l.nearestTo(below(r.path, path)), name)
	return name, r.l.mayTake(name)
}
