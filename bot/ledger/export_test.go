package ledger

// KeepPlaces limits the total number of places on cached boards.
func (b *Book) KeepPlaces(n int) { b.kept.limit = n }

// Built returns the communities whose boards are cached.
func (b *Book) Built() (list []string) {
	for id, c := range b.communities {
		if c.boards != nil {
			list = append(list, id)
		}
	}
	return list
}
