package inspect

import (
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/store"
)

// Defined calls fn for each thing that was made in the chat of a community, by
// section and name.
func Defined(r store.Reader, community string, fn func(define.Entry) error) error {
	list, err := define.Entries(r, community)
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := fn(x); err != nil {
			return err
		}
	}
	return nil
}
