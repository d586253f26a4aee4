// Package tags keeps what members say they are interested in, and what staff notes about them in a word.
//
// A tag is one that the configuration lists, or that was defined in the chat (settings.go). Members
// choose their own with /tags (own.go). Tags marked as staff's are given by moderators with /tag, where
// only staff reads it; members see theirs in /mydata. Conditions ask for both: see [Of].
//
// These tags are nothing that a platform shows. The tag beside a name, which levels and rewards give, is
// the business of package grant.
package tags

import (
	"maps"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct{ kind *define.Kind[Tag] }

// New returns the feature.
func New() *Feature {
	return &Feature{define.Of[Settings](Section, func(t Tag) string { return t.Name })}
}

const name = "tags"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Definitions implements definer.Owner.
func (f *Feature) Definitions() define.List { return f.kind }

// The verbs of the buttons.
const (
	verbOwn   = "own"
	verbStaff = "staff"
)

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{
			{Name: "tags", Aliases: []string{"我的标签/我的標籤"}, Run: f.own},
			{
				Name: "tag", Aliases: []string{"打标签/打標籤"}, Who: bot.Moderators, Run: f.staff,
				Params: []bot.Param{
					{Name: "member", Kind: bot.ParamMember, Required: true},
					{Name: "tag", Kind: bot.ParamChoice, Suggest: f.names},
				},
			},
		},
		Verbs:    []bot.Verb{{Name: verbOwn, Run: f.ownPressed}, {Name: verbStaff, Who: bot.Moderators, Run: f.staffPressed}},
		Forget:   func(t *bot.Turn, who *bot.Forgotten) error { return save(t, who.Member, held{}) },
		Disclose: f.disclose, Merge: merge, Part: part,
	}
}

// rows: community, member -> held.
var rows = store.Rows("tags_held", store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{}), store.JSON[held]())

// Tables lists the tables of the feature.
func Tables() []store.Declared { return []store.Declared{rows} }

// held are the names of a member's tags, in the order in which they were given.
type held struct {
	Version int      `json:"v"`
	Own     []string `json:"own,omitempty"`
	Staff   []string `json:"staff,omitempty"`
	// When is when each was given; older records don't tell.
	When map[string]time.Time `json:"when,omitempty"`
}

const version = 1

// Of returns the names of all tags of a member.
func Of(t *bot.Turn, m bot.MemberID) ([]string, error) {
	h, err := load(t, m)
	return slices.Concat(h.Own, h.Staff), err
}

func load(t *bot.Turn, m bot.MemberID) (held, error) {
	h, _, err := rows.Get(t.State(), store.K2(t.Community.ID, m))
	return h, err
}

func save(t *bot.Turn, m bot.MemberID, h held) error {
	key := store.K2(t.Community.ID, m)
	if len(h.Own)+len(h.Staff) == 0 {
		return rows.Delete(t.State(), key)
	}
	h.Version = version
	return rows.Put(t.State(), key, h)
}

// has reports whether a member has a tag, also if it was of the other sort when they got it.
func (h *held) has(tag *Tag) bool {
	return slices.Contains(h.Own, tag.Name) || slices.Contains(h.Staff, tag.Name)
}

// toggle gives a tag or takes it.
func (h *held) toggle(tag *Tag, at time.Time) {
	if h.When = maps.Clone(h.When); h.When == nil {
		h.When = map[string]time.Time{}
	}
	if h.has(tag) {
		is := func(name string) bool { return name == tag.Name }
		h.Own, h.Staff = slices.DeleteFunc(slices.Clone(h.Own), is), slices.DeleteFunc(slices.Clone(h.Staff), is)
		delete(h.When, tag.Name)
		return
	}
	list := &h.Own
	if tag.Staff {
		list = &h.Staff
	}
	*list = append(slices.Clone(*list), tag.Name)
	h.When[tag.Name] = at.UTC().Truncate(time.Second)
}

// merge unites the tags of both.
func merge(t *bot.Turn, from, into bot.MemberID) error {
	gone, err := load(t, from)
	if err != nil {
		return err
	}
	kept, err := load(t, into)
	if err != nil {
		return err
	}
	unite := func(a, b []string) []string {
		for _, name := range b {
			if !slices.Contains(a, name) {
				a = append(slices.Clip(a), name)
			}
		}
		return a
	}
	kept.Own, kept.Staff = unite(kept.Own, gone.Own), unite(kept.Staff, gone.Staff)
	when := maps.Clone(gone.When)
	if when == nil {
		when = map[string]time.Time{}
	}
	maps.Copy(when, kept.When)
	kept.When = when
	if err := save(t, from, held{}); err != nil {
		return err
	}
	return save(t, into, kept)
}

// part leaves the tags with from; those of staff stay with both.
func part(t *bot.Turn, from, left bot.MemberID) error {
	h, err := load(t, from)
	if err != nil || len(h.Staff) == 0 {
		return err
	}
	staff := held{Staff: h.Staff, When: maps.Clone(h.When)}
	for _, name := range h.Own {
		delete(staff.When, name)
	}
	return save(t, left, staff)
}
