package bot

// Forgotten is a person whom a community is to forget: everything by which they
// can be told from others.
type Forgotten struct {
	Member   MemberID
	Accounts []UserID
	Names    []string // by which they were last known, and handles
}

// Forgetter is an optional ability of a Feature that keeps more of a member than
// numbers. It is called within the turn in which the member is forgotten, while
// the directory still knows them.
type Forgetter interface {
	// Forget erases what who has said, their names and accounts. What keeps them
	// from earning or escaping something twice stays under their number: should
	// they come back, a Merger's Part carries it over to the new one.
	Forget(t *Turn, who *Forgotten) error
}

// Discloser is an optional ability of a Feature that keeps something by member.
type Discloser interface {
	// Disclose tells what is kept of a member, a line each, in the turn's language.
	Disclose(t *Turn, m MemberID) ([]string, error)
}
