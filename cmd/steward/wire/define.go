package wire

import (
	"slices"

	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/feature/digest"
	"github.com/stewardbot/steward/bot/feature/draw"
	"github.com/stewardbot/steward/bot/feature/poll"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/schedule"
	"github.com/stewardbot/steward/store"
)

// Taken returns config.Options.Taken for a store, of one community or, with an
// empty id, of all; nil if nothing was made in the chat.
func Taken(view func(func(store.Reader) error) error, community string) (taken func(community, section string) []string, err error) {
	err = view(func(r store.Reader) error {
		names, err := define.Taken(r, community)
		if err != nil || len(names) == 0 {
			return err
		}
		taken = func(community, section string) []string {
			list := names[define.In{Community: community, Section: section}]
			if section == quiz.Section || section == draw.Section || section == poll.Section || section == digest.Section { // /schedule calls them by their names
				list = slices.Concat(list, names[define.In{Community: community, Section: schedule.Section}])
			}
			return list
		}
		return nil
	})
	return taken, err
}
