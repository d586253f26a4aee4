package config

import "github.com/stewardbot/steward/bot/phrase"

// Read returns the text of a file named by the value at path, relative to the
// file of that value. It becomes one of the configuration's sources: changing
// it changes the configuration. Read blocks on the disk. decode converts the
// bytes, in whatever encoding, to text. Errors, including those of decode, are
// clauses that continue a sentence after the file's name: "does not exist;
// check its name and where it lies".
func (r *Report) Read(path, name string, decode func([]byte) (string, error)) (string, error) {
	full := below(r.path, path)
	text, _, err := r.l.named(r.l.nearestTo(full), full, name, decode)
	return text, err
}

// Path returns the full path of a file named by the value at path, for reading
// it later. The error, a clause as in Read, says why the file may not be used.
func (r *Report) Path(path, name string) (string, error) {
	if r.l.hosted {
		return name, phrase.New("hosted.no_file")
	}
	name = r.l.fullName(r.l.nearestTo(below(r.path, path)), name)
	return name, r.l.mayTake(name)
}
