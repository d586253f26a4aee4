package earning

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/multiplier"
	"github.com/stewardbot/steward/store"
)

// TestPartOfAHallDecidesAlike: an event has the same results whether it reads only the affected
// part of the voice channels or all of them.
func TestPartOfAHallDecidesAlike(t *testing.T) {
	const space = bot.Place("d:1")
	var users []string
	for c := 'a'; c < 'm'; c++ {
		users = append(users, "d:"+string(c))
	}
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		s := store.NewOverlay(nil)
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			at = at.Add(time.Second)
			var states []bot.VoiceState
			for range rapid.IntRange(1, 3).Draw(t, "states") {
				states = append(states, bot.VoiceState{
					User:    bot.User{ID: bot.UserID(rapid.SampledFrom(users).Draw(t, "user"))},
					Channel: bot.Place(rapid.SampledFrom([]string{"", "d:1/2", "d:1/2", "d:1/3"}).Draw(t, "channel")),
					Deaf:    rapid.IntRange(0, 3).Draw(t, "deaf") == 0,
				})
			}
			all, err := loadHall(s, "tea", space)
			check(t, err)
			near, err := loadNear(s, "tea", space, states)
			check(t, err)
			wantAll, wantSpans := moved(all, states, at)
			nowNear, spans := moved(near, states, at)
			if !slices.Equal(spans, wantSpans) {
				t.Fatalf("ended %+v, want %+v", spans, wantSpans)
			}
			if got, want := nowNear.begun(near), wantAll.begun(all); !slices.Equal(got, want) {
				t.Fatalf("company begins in %q, want %q", got, want)
			}
			check(t, saveHall(s, "tea", space, near, nowNear))
			kept, err := loadHall(s, "tea", space)
			check(t, err)
			if !maps.Equal(kept, wantAll) {
				t.Fatalf("stored %+v, want %+v", kept, wantAll)
			}
			listed(t, s, kept)
		}
	})
}

func moved(h hall, states []bot.VoiceState, at time.Time) (now hall, spans []span) {
	now = h.clone()
	for _, s := range states {
		spans = append(spans, now.change(s.User.ID, seatOf(s), at)...)
	}
	return now, spans
}

// listed checks that the stored listener lists match the seats.
func listed(t *rapid.T, s store.Reader, h hall) {
	want := map[string]bool{}
	for u, seat := range h {
		if !seat.Deaf {
			want[fmt.Sprint(seat.Channel, " ", u)] = true
		}
	}
	got := map[string]bool{}
	check(t, listenerRows.ScanPrefix(s, nil, false, 0, func(k store.Key3[string, bot.Place, bot.UserID], _ struct{}) (bool, error) {
		got[fmt.Sprint(k.B, " ", k.C)] = true
		return true, nil
	}))
	if !maps.Equal(got, want) {
		t.Fatalf("listeners %v, want %v", got, want)
	}
}

func check(t interface{ Fatal(...any) }, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

// TestOldSeatsAreListed reads a store of a version that had no listener lists.
func TestOldSeatsAreListed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, h := store.NewOverlay(nil), hall{}
		for i := range rapid.IntRange(0, 20).Draw(t, "seats") {
			u := bot.UserID(fmt.Sprint("d:", i))
			h[u] = seat{Channel: bot.Place(fmt.Sprint("d:1/", i%3)), Deaf: i%4 == 0}
			check(t, seatRows.Put(s, store.K3("tea", bot.Place("d:1"), u), h[u]))
		}
		next, err := ListListeners().Chunk(s, nil)
		if err != nil || next != nil {
			t.Fatalf("next %x, %v", next, err)
		}
		listed(t, s, h)
	})
}

// rows is a state that counts the rows read.
type rows struct {
	*store.Overlay
	read int
}

// Get implements bot.State.
func (r *rows) Get(table string, key []byte) ([]byte, error) {
	r.read++
	return r.Overlay.Get(table, key)
}

// Scan implements bot.State.
func (r *rows) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	return r.Overlay.Scan(table, from, to, reverse, limit, func(k, v []byte) (bool, error) {
		r.read++
		return fn(k, v)
	})
}

// lounge is a space with people in voice channels, half of them in the first one.
type lounge struct {
	desk
	rows *rows
	f    *Feature
	c    *bot.Community
	n    int
}

func (l *lounge) State() bot.State                             { return l.rows }
func (l *lounge) SetTimer(string, time.Time, []byte) error     { return nil }
func (l *lounge) MemberByUser(bot.User) (*bot.Member, error)   { return &bot.Member{ID: 1}, nil }
func (l *lounge) MemberByID(bot.MemberID) (*bot.Member, error) { return &bot.Member{ID: 1}, nil }

func newLounge(t testing.TB, people int) *lounge {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	l := &lounge{rows: &rows{Overlay: store.NewOverlay(nil)}, f: New(ledger.New(), member.New())}
	l.now = at
	l.c = &bot.Community{ID: "tea", Zone: time.UTC, Sections: map[string]any{multiplier.Section: multiplier.Defaults(), "points": &ledger.Settings{
		Voice: ledger.Voice{Amount: 1, Every: 5 * time.Minute},
	}}}
	var states []bot.VoiceState
	for i := range people {
		channel := "d:1/0"
		if i%2 > 0 {
			channel = fmt.Sprint("d:1/", i/10)
		}
		states = append(states, bot.VoiceState{User: bot.User{ID: bot.UserID(fmt.Sprint("d:", i))}, Channel: bot.Place(channel)})
	}
	check(t, l.voice(&bot.Voice{All: true, States: states}))
	return l
}

func (l *lounge) voice(v *bot.Voice) error {
	l.n++
	l.now = l.now.Add(time.Second)
	t := bot.NewTurn(l, l.now)
	t.Event = &bot.Event{ID: fmt.Sprint("v", l.n), Kind: bot.KindVoice, Place: "d:1", At: l.now, Voice: v}
	t.Facts, t.Community = &bot.Facts{}, l.c
	return l.f.Routes().On[bot.KindVoice](t)
}

// comeAndGo is two events: someone joins the channel with half of the people, and leaves.
func (l *lounge) comeAndGo() error {
	who := bot.User{ID: "d:new"}
	if err := l.voice(&bot.Voice{States: []bot.VoiceState{{User: who, Channel: "d:1/0"}}}); err != nil {
		return err
	}
	return l.voice(&bot.Voice{States: []bot.VoiceState{{User: who}}})
}

// TestVoiceReadsNoOtherSeats: an event reads as many rows with a thousand people in voice
// channels as with twenty.
func TestVoiceReadsNoOtherSeats(t *testing.T) {
	read := map[int]int{}
	for _, people := range []int{20, 1000} {
		l := newLounge(t, people)
		l.rows.read = 0
		check(t, l.comeAndGo())
		read[people] = l.rows.read
	}
	if read[20] != read[1000] || read[20] == 0 {
		t.Errorf("two events read %d rows with 20 people, and %d with 1000", read[20], read[1000])
	}
}

// BenchmarkVoice measures joining and leaving a voice channel, with twenty and with a thousand
// people in the space's channels. The limit: the latter takes at most twice as long.
func BenchmarkVoice(b *testing.B) {
	few, many := newLounge(b, 20), newLounge(b, 1000)
	var tookFew, tookMany time.Duration
	timed := func(l *lounge) time.Duration {
		began := time.Now()
		for range 100 {
			check(b, l.comeAndGo())
		}
		return time.Since(began)
	}
	for b.Loop() {
		tookFew += timed(few)
		tookMany += timed(many)
		few.compact()
		many.compact()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(tookFew.Microseconds())/float64(b.N)/200, "20-µs/event")
	b.ReportMetric(float64(tookMany.Microseconds())/float64(b.N)/200, "1000-µs/event")
	b.ReportMetric(float64(tookMany)/float64(tookFew), "ratio")
	b.ReportMetric(2, "ratio-limit")
}

// compact merges the state into one layer, as a commit does.
func (l *lounge) compact() {
	next := store.NewOverlay(nil)
	if err := l.rows.Overlay.ApplyTo(next); err != nil {
		panic(err)
	}
	l.rows.Overlay = next
}
