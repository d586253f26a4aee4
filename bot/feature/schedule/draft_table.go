package schedule

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/store"
)

// draftRows: community, account -> the post that it is drafting.
var draftRows = store.Rows("post_drafts", store.Shape2(store.Str[string]{}, store.Str[bot.UserID]{}), store.JSON[draft]())

// sentRows: community, name of a post in one case -> its latest copies.
var sentRows = store.Rows("post_copies", store.Shape2(store.Str[string]{}, store.Str[string]{}), store.JSON[sent]())

// Tables lists the feature's tables.
func Tables() []store.Declared {
	return []store.Declared{(*Feature)(nil).Diary().Rows(), draftRows, sentRows, messageRows}
}

// keepDraft is how long a draft waits for its author.
const keepDraft = 24 * time.Hour

// draft is a post that an operator is asked about in their private chat.
type draft struct {
	Version int           `json:"v"`
	Key     string        `json:"key"` // of its buttons
	Asks    string        `json:"asks"`
	Text    string        `json:"text,omitempty"`
	To      []string      `json:"to,omitempty"`   // places, or names under places
	When    []timing.When `json:"when,omitempty"` // several: the author chooses one
	Now     bool          `json:"now,omitempty"`
	Edits   string        `json:"edits,omitempty"` // the post whose text it replaces
	Here    bot.Place     `json:"here,omitempty"`  // where the command was given
	// Picture is that of the author's message, and Until when its platform forgets it.
	Picture string    `json:"picture,omitempty"`
	Until   time.Time `json:"until,omitzero"`
	Left    bool      `json:"left,omitempty"` // the message had a file that is no photo
	// Desk is where the author hears that the private chat is closed; Ask is the
	// first message there.
	Desk *answer.Desk `json:"desk,omitempty"`
	Ask  bot.Ref      `json:"ask,omitempty"`
}

// What a draft asks for.
const (
	asksText = "text"
	asksTo   = "to"
	asksWhen = "when"
	asksGo   = "go"
)

func draftOf(t *bot.Turn) (d draft, ok bool, err error) {
	return draftRows.Get(t.State(), store.K2(t.Community.ID, t.Event.User.ID))
}

// keep stores the draft, for a day from now on.
func (d *draft) keep(t *bot.Turn) error {
	if err := draftRows.Put(t.State(), store.K2(t.Community.ID, t.Event.User.ID), *d); err != nil {
		return err
	}
	return t.SetTimer(draftTimer+string(t.Event.User.ID), t.Now().Add(keepDraft), nil)
}

const draftTimer = "draft "

// dropDraft deletes the draft of an account.
func dropDraft(t *bot.Turn, u bot.UserID) error {
	if err := draftRows.Delete(t.State(), store.K2(t.Community.ID, u)); err != nil {
		return err
	}
	return t.SetTimer(draftTimer+string(u), time.Time{}, nil)
}

// forget drops a person's drafts, that they approved something, and their part in posts.
func (f *Feature) forget(t *bot.Turn, who *bot.Forgotten) error {
	for _, p := range f.all {
		if err := p.Diary().Forget(t, who); err != nil {
			return err
		}
	}
	for _, u := range who.Accounts {
		if err := dropDraft(t, u); err != nil {
			return err
		}
	}
	return f.life.Forget(t, who)
}

// disclose lists the drafts of a member's accounts.
func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, m)
	if err != nil {
		return nil, err
	}
	for _, u := range accounts {
		d, ok, err := draftRows.Get(t.State(), store.K2(t.Community.ID, u))
		if err != nil {
			return nil, err
		}
		if ok {
			lines = append(lines, t.Text("schedule.post_data", bot.Args{"Text": bot.Isolate(d.Text)}))
		}
	}
	for _, p := range f.all {
		names, err := p.Diary().ApprovedBy(t, accounts)
		if err != nil {
			return nil, err
		}
		for _, job := range names {
			lines = append(lines, t.Text("schedule.approval_data", bot.Args{"Name": bot.Isolate(job)}))
		}
	}
	took, err := f.life.Disclose(t, m)
	return append(lines, took...), err
}
