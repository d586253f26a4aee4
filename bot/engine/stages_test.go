package engine

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// carrying returns a line with an effect, created at noon.
func carrying(e bot.Effect, change ...func(*line)) *line {
	l := &line{Ref: 1, Created: noon}
	l.carry(e)
	for _, fn := range change {
		fn(l)
	}
	return l
}

// TestStageFollow checks a line after the line that it waited for has an outcome.
func TestStageFollow(t *testing.T) {
	said := bot.Outcome{Status: bot.Done, Receipt: bot.Receipt{Messages: []string{"8", "9"}, At: noon}}
	hidden := said
	hidden.Receipt.Hidden = true
	refused := bot.Outcome{Status: bot.Refused, Reason: "no right"}
	byRef := bot.Delete{Place: "x:a", Target: bot.Target{Ref: 5}, After: time.Minute, OnlyPublic: true}
	waiting := bot.Delete{Place: "x:a", Target: bot.Target{Message: bot.MessageID{Place: "x:a", ID: "3"}}, Wait: 5, After: time.Minute}
	for _, c := range []struct {
		name   string
		effect bot.Effect
		waited bot.Outcome
		place  bot.Place
		ends   bot.Status // empty: it continues
		about  bot.MessageID
		after  time.Duration
	}{
		{name: "about what was said", effect: byRef, waited: said, place: "x:a", about: bot.MessageID{Place: "x:a", ID: "8"}, after: time.Minute},
		{name: "in a space that moved", effect: byRef, waited: said, place: "x:b", about: bot.MessageID{Place: "x:b", ID: "8"}, after: time.Minute},
		{name: "seen by one alone", effect: byRef, waited: hidden, place: "x:a", ends: bot.Done},
		{name: "never said", effect: byRef, waited: refused, place: "x:a", ends: bot.Failed},
		{name: "said without a message", effect: byRef, waited: bot.Outcome{Status: bot.Done}, place: "x:a", ends: bot.Failed},
		{name: "after an answer", effect: waiting, waited: said, place: "x:a", about: bot.MessageID{Place: "x:a", ID: "3"}, after: time.Minute},
		{name: "after an answer to one alone", effect: waiting, waited: hidden, place: "x:a", about: bot.MessageID{Place: "x:a", ID: "3"}},
		{name: "after what makes no message", effect: waiting, waited: bot.Outcome{Status: bot.Done, Receipt: bot.Receipt{At: noon}}, place: "x:a", about: bot.MessageID{Place: "x:a", ID: "3"}, after: time.Minute},
		{name: "after an answer that was not given", effect: waiting, waited: refused, place: "x:a", ends: bot.Failed},
	} {
		l := carrying(c.effect)
		out, ends := follow(l, c.waited, c.place)
		if ends != (c.ends != "") || out.Status != c.ends {
			t.Errorf("%s: ends %v, %q, want %q", c.name, ends, out.Status, c.ends)
		}
		if ends {
			continue
		}
		if got := l.traits.Target.Message; got != c.about || l.effect.Where() != c.place {
			t.Errorf("%s: about %v in %s, want %v", c.name, got, l.effect.Where(), c.about)
		}
		if want := noon.Add(c.after); c.after > 0 && !l.NotBefore.Equal(want) || c.after == 0 && !l.NotBefore.IsZero() {
			t.Errorf("%s: not before %s, want %s later", c.name, l.NotBefore, c.after)
		}
	}
}

// TestStageSupersede checks which effects supersede which in the same queue.
func TestStageSupersede(t *testing.T) {
	edit := func(id string) bot.Edit {
		return bot.Edit{Place: "x:a", Target: bot.Target{Message: bot.MessageID{Place: "x:a", ID: id}}}
	}
	waiting := []bot.Effect{
		edit("1"), edit("2"), bot.Say{Place: "x:a"}, bot.Role{Role: "r"}, bot.Role{Role: "s", Take: true}, bot.Tag{Tag: "t"}, bot.Mute{Until: noon},
		bot.Ban{}, bot.Kick{}, bot.Slow{Every: time.Minute}, bot.Lock{}, bot.Permissions{}, bot.Pin{}, bot.React{}, bot.Delete{},
	}
	for _, c := range []struct {
		later bot.Effect
		want  []int
	}{
		{edit("2"), []int{1}}, {bot.Say{Place: "x:a"}, nil}, {bot.Role{Role: "s"}, []int{4}}, {bot.Tag{}, []int{5}}, {bot.Mute{}, []int{6}},
		{bot.Ban{Lift: true}, []int{7}}, {bot.Kick{}, nil}, {bot.Slow{}, []int{9}}, {bot.Lock{Lift: true}, []int{10}},
		{bot.Permissions{}, nil}, {bot.Pin{Off: true}, nil}, {bot.React{}, nil}, {bot.Delete{}, nil},
	} {
		var lines []*line
		for _, e := range waiting {
			lines = append(lines, carrying(e))
		}
		supersede(lines, carrying(c.later))
		var got []int
		for i, l := range lines {
			if l.superseded {
				got = append(got, i)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%T makes %v needless, want %v", c.later, got, c.want)
		}
	}
}

// TestStageExpire: an explicit expiry counts at once; otherwise a line expires after a day of
// failed attempts.
func TestStageExpire(t *testing.T) {
	say, until := bot.Say{Place: "x:a", Text: "x"}, bot.Say{Place: "x:a", Text: "x", Expires: noon.Add(time.Minute)}
	tried := func(l *line) { l.Tries, l.Reason = 3, "nobody is there" }
	later := func(l *line) { l.Due = noon.Add(time.Hour) }
	for _, c := range []struct {
		name string
		line *line
		at   time.Duration
		want bot.Status // empty: not yet
	}{
		{"in time", carrying(until), time.Minute, ""},
		{"too late", carrying(until), time.Minute + 1, bot.Expired},
		{"a mute that is over", carrying(bot.Mute{Place: "x:a", Until: noon.Add(time.Minute)}), time.Hour, bot.Expired},
		{"never tried", carrying(say), 1000 * time.Hour, ""},
		{"tried for a day", carrying(say, tried), 24 * time.Hour, ""},
		{"tried for longer", carrying(say, tried), 24*time.Hour + 1, bot.Failed},
		{"due later", carrying(say, tried, later), 25 * time.Hour, ""},
		{"due later and tried for a day", carrying(say, tried, later), 25*time.Hour + 1, bot.Failed},
	} {
		out, ends := expire(c.line, noon.Add(c.at))
		if ends != (c.want != "") || ends && out.Status != c.want {
			t.Errorf("%s: %v, %s, want %q", c.name, ends, out.Status, c.want)
		}
		if ends && !strings.Contains(out.Reason.String(), "last: ") {
			t.Errorf("%s: because %q", c.name, out.Reason)
		}
	}
}

// TestStageFit checks how an effect is fitted to a place.
func TestStageFit(t *testing.T) {
	can := bot.Capabilities{TextLength: 10, Mute: true, MuteLongest: time.Hour, MuteShortest: time.Minute, Slow: true, SlowLongest: time.Minute, TagLength: 4, Pin: true}
	mute := func(d time.Duration) bot.Mute { return bot.Mute{Place: "x:a", User: "x:1", Until: noon.Add(d)} }
	split := func(l *line) { l.targets = []string{"8", "9"} }
	on := func(id string) bot.Target { return bot.Target{Message: bot.MessageID{Place: "x:a", ID: id}} }
	for _, c := range []struct {
		line *line
		want []bot.Effect // nil: refused
	}{
		{carrying(bot.Say{Place: "x:a", Text: "twelve words"}), []bot.Effect{bot.Say{Place: "x:a", Text: "twelve wor"}, bot.Say{Place: "x:a", Text: "ds"}}},
		{carrying(bot.Say{Place: "x:a"}), nil},
		{carrying(mute(2 * time.Hour)), []bot.Effect{mute(time.Hour)}},
		{carrying(mute(time.Second)), []bot.Effect{mute(time.Minute)}},
		{carrying(bot.Mute{Place: "x:a"}), []bot.Effect{bot.Mute{Place: "x:a"}}},
		{carrying(bot.Slow{Place: "x:a", Every: time.Hour}), []bot.Effect{bot.Slow{Place: "x:a", Every: time.Minute}}},
		{carrying(bot.Tag{Tag: "Regular"}), []bot.Effect{bot.Tag{Tag: "Reg…"}}},
		{carrying(bot.Ban{Place: "x:a"}), nil},
		{carrying(bot.Role{Place: "x:a"}), nil},
		{carrying(bot.Lock{Place: "x:a"}), nil},
		{carrying(bot.Delete{Place: "x:a", Target: on("8")}, split), []bot.Effect{bot.Delete{Place: "x:a", Target: on("8")}, bot.Delete{Place: "x:a", Target: on("9")}}},
		{carrying(bot.Pin{Place: "x:a", Target: on("8")}, split), []bot.Effect{bot.Pin{Place: "x:a", Target: on("8")}}},
		{carrying(bot.Lookup{Place: "x:a"}), []bot.Effect{bot.Lookup{Place: "x:a"}}},
	} {
		got, err := fit(c.line, can, noon)
		if (err != nil) != (c.want == nil) {
			t.Errorf("%#v: %v", c.line.effect, err)
		}
		if diff := cmp.Diff(c.want, got); err == nil && diff != "" {
			t.Errorf("%#v: %s", c.line.effect, diff)
		}
	}
}

// TestStageMark: an effect that isn't idempotent is marked once, and isn't sent without the mark.
func TestStageMark(t *testing.T) {
	marked := func(l *line) { l.Sending = true }
	for _, c := range []struct {
		line *line
		want int
	}{
		{carrying(bot.Say{}), 1}, {carrying(bot.Kick{}), 1}, {carrying(bot.Say{}, marked), 0}, {carrying(bot.Ban{}), 0}, {carrying(bot.React{}), 0},
	} {
		n, full := 0, errors.New("no space left")
		err := mark(c.line, func(change func(*line)) error {
			n++
			change(c.line)
			return full
		})
		if n != c.want || c.line.Sending != (c.line.traits.Once) || (err == full) != (c.want > 0) {
			t.Errorf("%T: stored %d times, sending %v, %v", c.line.effect, n, c.line.Sending, err)
		}
	}
}

// TestStagePerform: parts are sent in order, each success is stored, and a retry continues after
// the last one.
func TestStagePerform(t *testing.T) {
	l := carrying(bot.Say{Text: "abc"})
	parts := []bot.Effect{bot.Say{Text: "a"}, bot.Say{Text: "b"}, bot.Say{Text: "c"}}
	var sent []string
	fails := 2
	send := func(i int, e bot.Effect) (bot.Outcome, error) {
		if i == fails {
			return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry}
		}
		sent = append(sent, e.(bot.Say).Text)
		return bot.Outcome{Receipt: bot.Receipt{Messages: []string{"m" + e.(bot.Say).Text}, At: noon, Hidden: i == 2}}, nil
	}
	stored := 0
	update := func(change func(*line)) error {
		stored++
		change(l)
		return nil
	}
	if _, err := perform(l, parts, send, update); err == nil || !slices.Equal(l.Parts, []string{"ma", "mb"}) {
		t.Fatalf("after a failure at the third part %q are kept, %v", l.Parts, err)
	}
	fails = -1
	out, err := perform(l, parts, send, update)
	want := bot.Outcome{Status: bot.Done, Receipt: bot.Receipt{Messages: []string{"ma", "mb", "mc"}, At: noon, Hidden: true}}
	if diff := cmp.Diff(want, out); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if !slices.Equal(sent, []string{"a", "b", "c"}) || stored != 2 {
		t.Errorf("sent %q, stored %d times", sent, stored)
	}
}

// TestStageJudge checks how each error is handled for a text, for a text that is dropped in
// doubt, and for an idempotent effect.
func TestStageJudge(t *testing.T) {
	resend, drop := bot.Say{Place: "x:a"}, bot.Say{Place: "x:a", InDoubt: bot.Drop}
	after := 5 * time.Minute
	for _, c := range []struct {
		name     string
		effect   bot.Effect
		err      bot.DeliveryError
		failures int
		once     bool
		want     verdict
		settled  bot.Status
		least    time.Duration // minimum wait before a retry
		most     time.Duration
	}{
		{name: "gone", effect: resend, err: bot.DeliveryError{Code: bot.CodeGone}, settled: bot.Done},
		{name: "changed by hand", effect: resend, err: bot.DeliveryError{Code: bot.CodeByHand}, settled: bot.Done},
		{name: "refused", effect: resend, err: bot.DeliveryError{Code: bot.CodeRefused}, settled: bot.Refused},
		{name: "moved", effect: resend, err: bot.DeliveryError{Code: bot.CodeMoved, Moved: "x:b"}, want: verdict{moved: true}},
		{
			name: "asked to wait", effect: resend, err: bot.DeliveryError{Code: bot.CodeRetry, After: after, Whole: true}, failures: 9,
			want: verdict{undone: true, rests: []rest{{after, true}}}, least: after, most: after,
		},
		{
			name: "not done", effect: resend, err: bot.DeliveryError{Code: bot.CodeRetry},
			want: verdict{undone: true, broken: true}, least: time.Second / 4, most: time.Second / 2,
		},
		{
			name: "not done, for the third time in a row", effect: drop, err: bot.DeliveryError{Code: bot.CodeRetry}, failures: 2,
			want: verdict{undone: true, broken: true, rests: []rest{{0, true}}}, least: time.Second / 2, most: time.Second,
		},
		{
			name: "in doubt", effect: resend, err: bot.DeliveryError{Code: bot.CodeUnknown},
			want: verdict{broken: true, resent: true}, least: time.Second / 4, most: time.Second / 2,
		},
		{name: "in doubt, and better lost", effect: drop, err: bot.DeliveryError{Code: bot.CodeUnknown}, settled: bot.Doubted},
		{name: "a kick in doubt", effect: bot.Kick{}, err: bot.DeliveryError{Code: bot.CodeUnknown}, settled: bot.Doubted},
		{
			name: "in doubt where none is said twice", effect: drop, err: bot.DeliveryError{Code: bot.CodeUnknown}, once: true,
			want: verdict{broken: true, resent: true}, least: time.Second / 4, most: time.Second / 2,
		},
		{
			name: "in doubt, can be done twice", effect: bot.Ban{}, err: bot.DeliveryError{Code: bot.CodeUnknown},
			want: verdict{broken: true}, least: time.Second / 4, most: time.Second / 2,
		},
		{
			name: "in doubt, by a gateway's word", effect: resend, err: bot.DeliveryError{Code: bot.CodeUnknown, After: after},
			want: verdict{broken: true, resent: true, rests: []rest{{after, false}}}, least: after, most: after,
		},
	} {
		err := c.err
		err.Reason = "so it is"
		v := judge(carrying(c.effect), &err, c.failures, c.once, noon)
		if c.settled != "" {
			if v.settled == nil || v.settled.Status != c.settled || v.settled.Reason != err.Reason || v.again != 0 {
				t.Errorf("%s: %+v, want %s", c.name, v, c.settled)
			}
			continue
		}
		if v.again < c.least || v.again > c.most {
			t.Errorf("%s: again after %s, want %s to %s", c.name, v.again, c.least, c.most)
		}
		for i := range c.want.rests {
			if c.want.rests[i].long == 0 { // same as the line itself
				c.want.rests[i].long = v.again
			}
		}
		c.want.again = v.again
		if diff := cmp.Diff(c.want, v, cmp.AllowUnexported(verdict{}, rest{})); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
