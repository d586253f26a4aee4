// Package thanks pays members whom others thank. docs/writing-a-feature.md
// builds it step by step.
//
// /thanks, or a configured word, in reply to a message thanks its author. The
// first thanks of a day from one member to another is paid and gets a reaction.
// A finding says why others are not paid.
package thanks

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// Section is the key of the settings in a community's configuration.
const Section = "thanks"

// Settings configure what thanks are worth.
type Settings struct {
	Amount int64    `yaml:"amount" doc:"points for being thanked; 0: none" min:"0" max:"1000000"`
	Words  []string `yaml:"words,one" doc:"what thanks when it is said alone in reply, as /thanks does"`
}

// Defaults returns the settings of a community that configures none.
func Defaults() *Settings { return &Settings{Amount: 1} }

// Validate calls fault for each invalid value, with its path within the
// section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	for i, w := range s.Words {
		if strings.TrimSpace(w) == "" {
			fault("words["+strconv.Itoa(i)+"]", "as_is", "wants a word or a few")
		}
	}
}

// Feature implements bot.Feature.
type Feature struct{ book *ledger.Book }

// New returns the feature, which books in the given book.
func New(book *ledger.Book) *Feature { return &Feature{book} }

// Name implements bot.Feature.
func (*Feature) Name() string { return "thanks" }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{Name: "thanks", Aliases: []string{"谢谢/謝謝"}, Params: []bot.Param{{Name: "member", Kind: bot.ParamMember}}, Run: f.thanks}},
		Words:    words,
	}
}

// words returns the configured words for the command.
func words(c *bot.Community) map[string]string {
	words := map[string]string{}
	for _, w := range bot.Setting[*Settings](c, Section).Words {
		words[w] = "thanks"
	}
	return words
}

func (f *Feature) thanks(t *bot.Turn, in *bot.Input) error {
	if t.Member == nil {
		return nil
	}
	whom, other, err := answer.Whom(t, in)
	switch {
	case err != nil:
		return err
	case !other && t.Call.Slash:
		answer.Privately(t, answer.Reply{Text: t.Text("thanks.how", nil)})
		return nil
	case !other:
		return nil // a word in the conversation, addressed to nobody
	case whom == nil:
		t.Find(bot.Finding{Code: "unknown"})
		return nil
	case whom.ID == t.Member.ID:
		t.Find(bot.Finding{Code: "self"})
		return nil
	}
	return f.thank(t, whom)
}

// rows hold the last day on which one member thanked another: community, who,
// whom -> day.
var rows = store.Rows("thanks",
	store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Num[bot.MemberID]{}), store.Int64Key{})

// Tables lists the feature's tables.
func Tables() []store.Declared { return []store.Declared{rows} }

func (f *Feature) thank(t *bot.Turn, whom *bot.Member) error {
	key := store.K3(t.Community.ID, t.Member.ID, whom.ID)
	last, before, err := rows.Get(t.State(), key)
	if err != nil {
		return err
	}
	if before && last >= int64(t.Day()) {
		t.Find(bot.Finding{Code: "again", Member: whom.ID})
		return nil
	}
	if err := rows.Put(t.State(), key, int64(t.Day())); err != nil {
		return err
	}
	return f.pay(t, whom)
}

func (f *Feature) pay(t *bot.Turn, whom *bot.Member) error {
	amount := bot.Setting[*Settings](t.Community, Section).Amount
	paid := bot.Finding{Code: "paid", N: amount, Member: whom.ID}
	if amount > 0 {
		e, err := f.book.Move(t, ledger.Move{
			From: ledger.Mint("thanks"), To: ledger.Of(whom.ID), Amount: amount, Cause: t.Event.ID,
		})
		if err != nil {
			return fmt.Errorf("pay for thanks: %w", err)
		}
		paid.Entry = e.ID
	}
	t.Find(paid)
	answer.React(t, "🙏", t.Text("thanks.done", bot.Args{"Name": answer.Name(whom, nil)}))
	return nil
}
