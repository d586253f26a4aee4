package config

import "path/filepath"

// Read returns the text of a file that the value at path names, relative to the file in which that value stands. The file
// becomes one of the configuration's sources: a change of it is a change of the configuration. The error is a clause for
// people that begins where the file's name ends: "does not exist; check its name and where it lies". It reads the disk.
func (r *Report) Read(path, name string) (string, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(r.l.nearestTo(below(r.path, path)).pos.src.dir(), name)
	}
	return r.l.read(name, maxNamed)
}
