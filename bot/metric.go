package bot

// Metric is one thing that members do and that is counted. Whoever counts it declares
// it, once for the whole program.
type Metric struct {
	Number uint16 // from 1; it is stored, and never given to another
	Name   string // "messages"; what people call it is the catalogue's "stats.<name>"
	// Unit is how much of what is counted makes one for people: 60 if seconds are
	// counted and told as minutes. 0: what is counted is told.
	Unit int64
}

// Told is a figure as people are told it.
func (m Metric) Told(n int64) int64 { return n / max(m.Unit, 1) }

// Count is how often a member did something, or how much of it.
type Count struct {
	Metric Metric
	Member MemberID
	N      int64 // below 0: so much is taken back
	Day    Day   // that it counts to; 0: the turn's
}
