package bot

// Merger is an optional ability of a Feature that keeps something by member:
// to follow when two members become one, and when an account leaves one. It is
// called within the turn that brings this about, when the directory and the book
// already have it so, and must see to it that nothing is paid twice by it.
type Merger interface {
	// Merge unites what is kept of from with what is kept of into; from has
	// become an alias of into and never does anything again.
	Merge(t *Turn, from, into MemberID) error
	// Part notes for left, a new member, what an account that was from's until now
	// must not earn again; from keeps everything.
	Part(t *Turn, from, left MemberID) error
}
