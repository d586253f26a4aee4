package ledger

// KeepPlaces sets how many places boards hold together before some are dropped.
func (b *Book) KeepPlaces(n int) { b.kept.limit = n }

// Built returns the communities whose boards are in memory.
func (b *Book) Built() (list []string) {
	for id, c := range b.communities {
		if c.boards != nil {
			list = append(list, id)
		}
	}
	return list
}
