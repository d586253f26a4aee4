// Package inspect is the read side of Steward: the queries of the command line, the control
// socket and the operator's pages.
//
// Each question is a function of one snapshot of the store and, where needed, of a
// community's configuration. It returns values, or passes them to a function one at a
// time where there may be very many. They stay valid after the snapshot; nothing is
// written. A Query names a question, to be sent through the control socket. The JSON
// of the values is the contract of the command line's --json.
//
// The package reads tables through the exported functions of their owners.
package inspect

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/draw"
	"github.com/stewardbot/steward/bot/feature/imports"
	"github.com/stewardbot/steward/bot/feature/survey"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/texts"
)

// Query is a question by name. A running instance and, where none runs, the store
// itself give the same answer: a sequence of rows.
type Query struct {
	What      string   `json:"what"` // balances, members, entries, verify, cases, stats, stats_hour, stats_place, who_did, defined, draw, outbox, events, event, authorities, orders, codes, imports, purchases, insight, segments, segment, segment_weeks, surveys, diaries or hosted
	Community string   `json:"community,omitempty"`
	From      uint64   `json:"from,omitempty"`
	Event     string   `json:"event,omitempty"`
	Failed    bool     `json:"failed,omitempty"`
	Head      string   `json:"head,omitempty"` // a hash to look for
	Lang      string   `json:"lang,omitempty"` // of sentences in the answer; English if empty
	Days      int      `json:"days,omitempty"`
	Did       []string `json:"did,omitempty"` // see WhoDid
	Segment   string   `json:"segment,omitempty"`
	Survey    string   `json:"survey,omitempty"`
	Weeks     int      `json:"weeks,omitempty"`
	// Accounts of a file to import.
	Accounts []imports.Account `json:"accounts,omitempty"`
	// Purchases of a file to import.
	Purchases []imports.Purchase `json:"purchases,omitempty"`
	// Codes of a file to import into a pool of the shop.
	Pool  string   `json:"pool,omitempty"`
	Codes []string `json:"codes,omitempty"`
	// Insight is the figure to work out.
	Insight *insight.Query `json:"insight,omitempty"`
}

// Hosted are the communities that are kept in the store, by id.
var Hosted = texts.NewTable("community")

// Source answers a Query.
type Source struct {
	Reader      store.Reader
	Communities []string // in the configuration; the store may have others
	Now         time.Time
	Metrics     []bot.Metric // in the order of output
	Active      []bot.Metric // of which one is enough to be active
	// Configured are those without faults, nil without a configuration.
	Configured []*bot.Community
	// Select returns the members for whom an expression holds, and who are in a segment, among some; nil: among all.
	Select func(r store.Reader, c *bot.Community, now time.Time, where, segment string, among *stats.Set) (stats.Set, error)
	// Sorter finds segments for Reader alone.
	Sorter   *segment.Sorter
	Features func() []bot.Feature // whose jobs are asked for
	Progress func(done int)       // may be nil
}

// Answer calls row for each row of the answer and stops at the first error of row. It
// refuses a community that is neither in the configuration nor in the store: a typo
// must not look like a community where nothing has happened.
func (q Query) Answer(s Source, row func(any) error) error {
	r := s.Reader
	if err := q.aboutKnown(s); err != nil {
		return err
	}
	switch q.What {
	case "balances":
		return Balances(r, q.Community, each[Balance](row))
	case "members":
		return Members(r, q.Community, s.Metrics, s.levels(), each[Profile](row))
	case "entries":
		return Entries(r, q.Community, q.From, each[Entry](row))
	case "verify":
		return one(row)(Verify(r, q.Community, q.Head, q.Lang, s.Progress))
	case "cases":
		return Cases(r, q.Community, each[Case](row))
	case "stats":
		return DeedsByDay(r, q.Community, s.Metrics, s.Now, q.Days, each[Deeds](row))
	case "stats_hour":
		return DeedsByHour(r, q.Community, s.Metrics, s.Now, q.Days, each[Share](row))
	case "stats_place":
		return DeedsByPlace(r, q.Community, s.Metrics, s.Now, q.Days, each[Share](row))
	case "who_did":
		return one(row)(WhoDid(r, q.Community, s.Metrics, s.Now, q.Did))
	case "draw":
		return draw.Record(r, q.Community, q.From, each[string](row))
	case "defined":
		return Defined(r, q.Community, each[define.Entry](row))
	case "outbox":
		return engine.Outbox(r, each[engine.Act](row))
	case "events":
		return Events(r, q.Community, q.From, q.Failed, each[Event](row))
	case "event":
		return one(row)(Explain(r, q.Event, s.Now))
	case "authorities":
		return Authorities(r, each[Authority](row))
	case "orders":
		return Orders(r, q.Community, each[Order](row))
	case "codes":
		return KnownCodes(r, q.Community, q.Pool, q.Codes, each[Code](row))
	case "segments":
		return Segments(s, q.Community, each[Segment](row))
	case "segment":
		return SegmentMembers(s, q.Community, q.Segment, each[Placed](row))
	case "segment_weeks":
		return SegmentWeeks(s, q.Community, q.Weeks, each[SegmentWeek](row))
	case "surveys":
		return Surveys(s, q.Community, q.Survey, each[survey.Result](row))
	case "diaries":
		return Diaries(r, s.Features(), q.Community, each[Kept](row))
	case "hosted":
		return Hosted.List(r, each[texts.Row](row))
	case "insight":
		return one(row)(q.figure(s))
	case "imports":
		return Imports(r, q.Community, q.Accounts, each[Import](row))
	case "purchases":
		return Purchases(r, q.Community, q.Purchases, each[Purchase](row))
	}
	return phrase.New("query.unknown", q.What)
}

func each[T any](row func(any) error) func(T) error {
	return func(v T) error { return row(v) }
}

// one passes the only value of an answer to row.
func one(row func(any) error) func(v any, err error) error {
	return func(v any, err error) error {
		if err != nil {
			return err
		}
		return row(v)
	}
}

func (q Query) aboutKnown(s Source) error {
	if q.Community == "" || slices.Contains(s.Communities, q.Community) {
		return nil
	}
	stored, err := member.New().Communities(s.Reader)
	if err != nil || slices.Contains(stored, q.Community) {
		return err
	}
	ids := slices.Compact(slices.Sorted(slices.Values(slices.Concat(s.Communities, stored))))
	if len(ids) == 0 {
		return phrase.New("query.no_community_yet", q.Community)
	}
	return phrase.New("query.no_community", q.Community, ids)
}

// Member returns a member by number or by an account such as telegram:101. It is an
// error if there is none.
func Member(r store.Reader, community, name string) (m *bot.Member, err error) {
	if strings.Contains(name, ":") {
		m, err = member.New().ByUser(r, community, bot.UserID(name))
	} else {
		id, wrong := strconv.ParseUint(name, 10, 64)
		if wrong != nil {
			return nil, phrase.New("forget.bad_member", name)
		}
		m, err = member.New().ByID(r, community, bot.MemberID(id))
	}
	if err == nil && m == nil {
		err = phrase.New("forget.no_member", name, community)
	}
	return m, err
}
