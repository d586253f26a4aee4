package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// keepActs is how long acts are kept.
const keepActs = 400 * 24 * time.Hour

// What an act can be.
const (
	DidCommand = "command" // Command and Options
	DidPress   = "press"   // a button of the answer Options names
	DidSignIn  = "sign_in" // a link was used
	DidEnd     = "end"     // sessions were ended
	DidExpel   = "expel"   // the account had lost its powers, so its session ended
	DidLink    = "link"    // a link was printed on the command line
	DidCodes   = "codes"   // codes were added to a pool; Options name it and count the lines
)

// Act is something that was done from the desk.
type Act struct {
	Number  uint64      `json:"-"`
	ID      string      `json:"id"` // of the form; empty for acts without one
	At      time.Time   `json:"at,omitzero"`
	Account bot.UserID  `json:"account,omitempty"` // empty: it was forgotten since
	What    string      `json:"what"`
	Command string      `json:"command,omitempty"`
	Options []bot.Given `json:"options,omitempty"`
	Answers []Answer    `json:"answers,omitempty"`
}

// Answer is one thing that Steward said to an act.
type Answer struct {
	Ref     bot.Ref        `json:"ref"`
	Text    string         `json:"text"`
	Rich    bool           `json:"rich,omitempty"`   // in Steward's markup
	Secret  bool           `json:"secret,omitempty"` // the text stands in no record, so it is not here either
	Buttons [][]bot.Button `json:"buttons,omitempty"`
}

// Bounds of what is stored of an act.
const (
	mostAnswers = 20
	mostText    = 16 << 10 // bytes
)

// ByID returns the act of a form; nil if there is none.
func ByID(r store.Reader, community, id string) (*Act, error) {
	n, ok, err := actIDRows.Get(r, store.K2(community, id))
	if err != nil || !ok {
		return nil, err
	}
	a, ok, err := actRows.Get(r, store.K2(community, n))
	if err != nil || !ok {
		return nil, err
	}
	a.Number = n
	return &a, nil
}

// Acts calls fn for a community's acts before a number, newest first, until it returns false; 0: from the newest on.
func Acts(r store.Reader, community string, before uint64, fn func(Act) bool) error {
	from, to := store.K2(community, uint64(0)), store.K2(community, before)
	if before == 0 {
		to.B = ^uint64(0)
	}
	return actRows.Scan(r, &from, &to, true, 0, func(k actKey, a Act) (bool, error) {
		a.Number = k.B
		return fn(a), nil
	})
}

// ActsOf calls fn for the acts by or about an account, oldest first.
func ActsOf(r store.Reader, community string, account bot.UserID, fn func(Act) error) error {
	from, to := store.K3(community, account, uint64(0)), store.K3(community, account, ^uint64(0))
	return actAboutRows.Scan(r, &from, &to, false, 0, func(k store.Key3[string, bot.UserID, uint64], _ struct{}) (bool, error) {
		a, ok, err := actRows.Get(r, store.K2(community, k.C))
		if err != nil || !ok {
			return err == nil, err
		}
		a.Number = k.C
		return true, fn(a)
	})
}

// Keep stores what Steward says in a place of the desk with the act. It implements engine.Options.Keep.
func (r *Room) Keep(s bot.State, ref bot.Ref, e bot.Effect) error {
	community, id, ok := bot.DeskAct(e.Where())
	if !ok {
		return fmt.Errorf("desk: %s is no place of an act", e.Where())
	}
	parts, err := bot.Fit(e, bot.DeskCapabilities(), time.Time{})
	if err != nil {
		return nil // delivery refuses it, too, with the reason
	}
	var list []Answer
	for _, p := range parts {
		switch p := p.(type) {
		case bot.Say:
			list = append(list, Answer{ref, p.Text, p.Rich, p.Secret, p.Buttons})
		case bot.Edit:
			list = append(list, Answer{ref, p.Text, p.Rich, false, p.Buttons})
		case bot.Ack:
			list = append(list, Answer{Ref: ref, Text: p.Text, Secret: p.Secret})
		}
	}
	for i := range list {
		if list[i].Secret {
			list[i].Text = ""
		}
	}
	list = slices.DeleteFunc(list, func(a Answer) bool { return strings.TrimSpace(a.Text) == "" && !a.Secret })
	if len(list) == 0 {
		return nil
	}
	return change(s, community, id, func(a *Act) {
		for _, x := range list {
			x.Text = bot.Head(x.Text, mostText)
			if len(a.Answers) < mostAnswers {
				a.Answers = append(a.Answers, x)
			}
		}
	})
}

// Begin stores the turn's command or press as an act, if it was given at the desk.
func Begin(t *bot.Turn) error {
	_, id, ok := bot.DeskAct(t.Event.Place)
	if !ok || t.Community == nil || t.Event.User == nil {
		return nil
	}
	done := Act{ID: id, At: t.Now(), Account: t.Event.User.ID, What: DidCommand}
	switch {
	case t.Event.Message != nil:
		done.Command, done.Options = t.Event.Message.Command, t.Event.Message.Options
	case t.Event.Press != nil:
		done.What, done.Options = DidPress, []bot.Given{{Name: "answer", Value: t.Event.Press.Message}, {Name: "button", Value: t.Event.Press.Data}}
	}
	if err := change(t.State(), t.Community.ID, id, func(a *Act) {
		done.Answers = a.Answers
		*a = done
	}); err != nil {
		return err
	}
	return prune(t)
}

// Note stores an act that is no command, such as signing in.
func Note(t *bot.Turn, account bot.UserID, what string, options ...bot.Given) error {
	_, err := add(t.State(), t.Community.ID, Act{At: t.Now(), Account: account, What: what, Options: options})
	return err
}

// change changes the act of a form, which may be a new one.
func change(s bot.State, community, id string, fn func(*Act)) error {
	n, ok, err := actIDRows.Get(s, store.K2(community, id))
	if err != nil {
		return err
	}
	if !ok {
		a := Act{ID: id}
		fn(&a)
		_, err = add(s, community, a)
		return err
	}
	key := store.K2(community, n)
	a, _, err := actRows.Get(s, key)
	if err != nil {
		return err
	}
	fn(&a)
	if err := list(s, community, n, &a); err != nil {
		return err
	}
	return actRows.Put(s, key, a)
}

// add stores a new act and returns its number.
func add(s bot.State, community string, a Act) (n uint64, err error) {
	n = 1
	if err := Acts(s, community, 0, func(last Act) bool { n = last.Number + 1; return false }); err != nil {
		return 0, err
	}
	if a.ID != "" {
		if err := actIDRows.Put(s, store.K2(community, a.ID), n); err != nil {
			return 0, err
		}
	}
	if err := list(s, community, n, &a); err != nil {
		return 0, err
	}
	return n, actRows.Put(s, store.K2(community, n), a)
}

// list notes the accounts that an act is by or about.
func list(s bot.State, community string, n uint64, a *Act) error {
	for _, u := range a.accounts() {
		if err := actAboutRows.Put(s, store.K3(community, u, n), struct{}{}); err != nil {
			return err
		}
	}
	return nil
}

// accounts returns who acted and the accounts in the options.
func (a *Act) accounts() (list []bot.UserID) {
	if a.Account != "" {
		list = append(list, a.Account)
	}
	for _, o := range a.Options {
		for _, word := range strings.Fields(o.Value) {
			if u := bot.UserID(word); u.Platform() != "" && u.Local() != "" && len(word) <= 128 && !contains(list, u) && len(list) < 20 {
				list = append(list, u)
			}
		}
	}
	return list
}

// prunes is how many old acts are dropped for each new one.
const prunes = 3

func prune(t *bot.Turn) error {
	s, com := t.State(), t.Community.ID
	var old []Act
	from, to := store.K2(com, uint64(0)), store.K2(com, ^uint64(0))
	err := actRows.Scan(s, &from, &to, false, prunes, func(k actKey, a Act) (bool, error) {
		if t.Now().Sub(a.At) < keepActs {
			return false, nil
		}
		a.Number = k.B
		old = append(old, a)
		return true, nil
	})
	for _, a := range old {
		if err == nil {
			err = drop(s, com, &a)
		}
	}
	return err
}

func drop(s bot.State, community string, a *Act) error {
	for _, u := range a.accounts() {
		if err := actAboutRows.Delete(s, store.K3(community, u, a.Number)); err != nil {
			return err
		}
	}
	if a.ID != "" {
		if err := actIDRows.Delete(s, store.K2(community, a.ID)); err != nil {
			return err
		}
	}
	return actRows.Delete(s, store.K2(community, a.Number))
}

// String describes the act for listings: "award member=telegram:1 amount=5".
func (a *Act) String() string {
	words := []string{a.What}
	if a.Command != "" {
		words = []string{a.Command}
	}
	for _, o := range a.Options {
		words = append(words, o.Name+"="+strconv.Quote(o.Value))
	}
	return strings.Join(words, " ")
}
