package web

import (
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

// update holds the changes since a page's last update.
type update struct {
	Run       string     `json:"run"`
	Now       time.Time  `json:"now"`
	Lines     []lineView `json:"lines,omitempty"`
	Notices   []notice   `json:"notices,omitempty"`
	Standings []standing `json:"standings"` // null: as before
	Stances   []stance   `json:"stances"`   // null: as before
	Next      *time.Time `json:"next"`      // when the next post is due; null: none is
	Speaks    string     `json:"speaks"`    // the community's language
	Shut      bool       `json:"shut"`      // only people with authority may write in the lobby
	Slow      int        `json:"slow"`      // slow mode: seconds between two lines of one person
}

// stance is somebody's status in the lobby.
type stance struct {
	User   bot.UserID `json:"user"`
	Muted  time.Time  `json:"muted,omitzero"` // until then
	Out    bool       `json:"out,omitempty"`
	Banned bool       `json:"banned,omitempty"`
}

type lineView struct {
	ID        string         `json:"id"`
	Place     bot.Place      `json:"place"`
	From      bot.UserID     `json:"from"`
	Name      string         `json:"name"`
	Text      string         `json:"text"`
	Spans     []span         `json:"spans,omitempty"`   // the formatted text, if it has formatting
	Picture   string         `json:"picture,omitempty"` // its URL
	Alt       string         `json:"alt,omitempty"`     // what it shows, in words
	Width     int            `json:"width,omitempty"`   // of the picture, in pixels, where it is known
	Height    int            `json:"height,omitempty"`
	Pinned    bool           `json:"pinned,omitempty"`
	At        time.Time      `json:"at"`
	Event     string         `json:"event,omitempty"`
	Command   string         `json:"command,omitempty"`
	Only      bot.UserID     `json:"only,omitempty"`
	ReplyTo   string         `json:"replyTo,omitempty"`
	Buttons   [][]bot.Button `json:"buttons,omitempty"`
	Until     time.Time      `json:"until,omitzero"` // end of its question
	Reactions []reaction     `json:"reactions,omitempty"`
	Edited    bool           `json:"edited,omitempty"`
	Deleted   bool           `json:"deleted,omitempty"`
	DeletedBy bot.UserID     `json:"deletedBy,omitempty"`
	Pending   bool           `json:"pending,omitempty"`
	Lost      bool           `json:"lost,omitempty"`
	Gain      string         `json:"gain,omitempty"` // "+5 leaves"
	Rule      string         `json:"rule,omitempty"` // that removed it
	Ref       bot.Ref        `json:"ref,omitempty"`  // the effect that this line is
	Acts      []bot.Ref      `json:"acts,omitempty"` // the effects that followed from it
	Seed      bool           `json:"seed,omitempty"` // part of the opening conversation
	By        []string       `json:"by,omitempty"`   // the features that decided something about it
}

type reaction struct {
	Emoji string       `json:"emoji"`
	By    []bot.UserID `json:"by"`
}

type notice struct {
	Press  string     `json:"press"`
	Line   string     `json:"line"`
	Person bot.UserID `json:"person"`
	Text   string     `json:"text"`
}

type standing struct {
	User    bot.UserID `json:"user"`
	Name    string     `json:"name"`
	Level   string     `json:"level,omitempty"`
	Rank    int        `json:"rank"` // equal points share one; 0: without points, or banned
	Points  int64      `json:"points"`
	Balance int64      `json:"balance"`
	Earned  string     `json:"earned"` // points with their name
	Spend   string     `json:"spend"`  // balance with its name
	Streak  int        `json:"streak"`
	Today   bool       `json:"today"`
}

func viewLine(l console.Line) lineView {
	v := lineView{
		ID: l.ID, Place: l.Place, From: l.From, Name: l.Name, Text: l.Text, Spans: viewSpans(l.Spans), Pinned: l.Pinned, At: l.At, Event: l.Event, Command: l.Command, Only: l.Only,
		ReplyTo: l.ReplyTo, Buttons: l.Buttons, Until: l.Until, Edited: l.Edited, Deleted: l.Deleted, DeletedBy: l.DeletedBy,
		Pending: l.Pending, Lost: l.Lost, Ref: l.Ref, Picture: pictureURL(l), Alt: l.Picture.Alt,
	}
	v.Width, v.Height = pictureSize(l)
	for _, re := range l.Reactions {
		v.Reactions = append(v.Reactions, reaction{Emoji: re.Emoji, By: re.By})
	}
	return v
}

// span is a piece of text with uniform formatting.
type span struct {
	Text string   `json:"text"`
	Look []string `json:"look,omitempty"`
	Link string   `json:"link,omitempty"`
}

// looks are the formats by their names on the page, outermost first.
var looks = []struct {
	look markup.Look
	name string
}{
	{markup.Quote, "quote"}, {markup.Block, "block"}, {markup.Bullet, "bullet"}, {markup.Bold, "bold"}, {markup.Italic, "italic"}, {markup.Strike, "strike"},
	{markup.Code, "code"},
}

// viewSpans returns the spans for the page; none if the whole text is plain.
func viewSpans(spans []markup.Span) (out []span) {
	plain := true
	for _, s := range spans {
		v := span{Text: s.Text, Link: s.Link}
		for _, l := range looks {
			if s.Look&l.look != 0 {
				v.Look = append(v.Look, l.name)
			}
		}
		plain = plain && v.Look == nil && v.Link == ""
		out = append(out, v)
	}
	if plain {
		return nil
	}
	return out
}

type whyView struct {
	At       time.Time     `json:"at"`
	Member   string        `json:"member,omitempty"`
	Text     string        `json:"text"`
	Normal   string        `json:"normal"`
	Length   int           `json:"length"`
	Links    []Link        `json:"links,omitempty"`
	Total    int64         `json:"total"`
	Rule     string        `json:"rule,omitempty"`
	Gain     string        `json:"gain,omitempty"` // the total with its name and sign
	Findings []findingView `json:"findings"`
	Effects  []effectView  `json:"effects"`
	Pending  bool          `json:"pending,omitempty"`
}

type findingView struct {
	Feature string `json:"feature"`
	Text    string `json:"text"`
	Gain    string `json:"gain,omitempty"`
	Entry   uint64 `json:"entry,omitempty"`
	Taken   bool   `json:"taken,omitempty"` // the amount is negative
}

type effectView struct {
	Kind   string     `json:"kind"`
	Text   string     `json:"text,omitempty"`
	Status string     `json:"status"`
	At     *time.Time `json:"at,omitempty"`
	Reason string     `json:"reason,omitempty"`
}

func (d *Demo) viewWhy(w Why, lang string) whyView {
	v := whyView{
		At: w.At, Member: w.Member, Text: w.Text, Normal: w.Facts.Normal, Length: w.Facts.Length, Links: w.Facts.Links,
		Findings: []findingView{}, Effects: []effectView{}, Pending: w.Pending, Total: total(w), Rule: w.Rule,
	}
	v.Gain = d.signed(lang, v.Total)
	for _, f := range w.Findings {
		v.Findings = append(v.Findings, findingView{
			Feature: f.Feature, Text: f.Text, Gain: d.signed(lang, f.Amount), Entry: f.Entry, Taken: f.Amount < 0,
		})
	}
	for _, e := range w.Effects {
		x := effectView{Kind: e.Kind, Text: e.Text, Status: e.Status, Reason: e.Reason}
		if !e.At.IsZero() {
			x.At = &e.At
		}
		v.Effects = append(v.Effects, x)
	}
	return v
}

func total(w Why) int64 {
	var sum int64
	for _, f := range w.Findings {
		sum += f.Amount
	}
	return sum
}

// signed formats an amount with its sign and name; empty for 0.
func (d *Demo) signed(lang string, n int64) string {
	switch {
	case n > 0:
		return "+" + d.backend.Points(lang, n)
	case n < 0:
		return "−" + d.backend.Points(lang, -n)
	}
	return ""
}
