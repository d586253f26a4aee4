package earning

import (
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/multiplier"
	"github.com/stewardbot/steward/store"
)

// lateTick is the delay of a timer after which Steward must have been stopped
// or behind, so that it is unknown who talked.
const lateTick = time.Minute

// youngMessage: an older message may come from a backfill, so it does not prove
// that the platform has reported everything since.
const youngMessage = 10 * time.Second

// hearKey identifies what a community hears from one platform.
type hearKey struct{ community, platform string }

// hearing is kept only in memory: it belongs to this run of the program.
type hearing struct {
	first time.Time // when the community's first event came
	life  time.Time // last sign that the platform reports events live; zero: none yet
}

// hear records signs of life, after the event was handled.
func (f *Feature) hear(t *bot.Turn) error {
	e := t.Event
	if e.Place == "" {
		return nil
	}
	key := hearKey{t.Community.ID, e.Place.Platform()}
	h, now := f.heard[key], t.Now()
	if h.first.IsZero() {
		h.first = now
	}
	switch {
	case e.Kind == bot.KindVoice && e.Voice != nil && !e.Voice.All,
		e.Kind == bot.KindMessage && now.Sub(e.At) <= youngMessage,
		e.Kind == bot.KindReaction:
		h.life = now
	}
	f.heard[key] = h
	return nil
}

// cut keeps at most one "every" of the time before this run of the program, and
// returns the platform's last sign of life.
func (f *Feature) cut(t *bot.Turn, space bot.Place, h hall) (life time.Time) {
	heard := f.heard[hearKey{t.Community.ID, space.Platform()}]
	if heard.first.IsZero() {
		heard.first = t.Now()
	}
	from := heard.first.Add(-settings(t.Community).Voice.Every)
	for u, s := range h {
		if s.Since.Before(from) {
			s.Since = from
			h[u] = s
		}
	}
	return heard.life
}

// voice processes who is in which voice channel.
func (f *Feature) voice(t *bot.Turn) error {
	v, space := t.Event.Voice, t.Event.Place.Space()
	if v == nil {
		return nil
	}
	var old hall
	var err error
	if v.All {
		old, err = loadHall(t.State(), t.Community.ID, space)
	} else {
		old, err = loadNear(t.State(), t.Community.ID, space, v.States)
	}
	if err != nil {
		return err
	}
	life := f.cut(t, space, old)
	h, spans := old.clone(), []span(nil)
	if v.All {
		now := hall{}
		for _, s := range v.States {
			if next := seatOf(s); next.Channel != "" {
				now[s.User.ID] = next
			}
		}
		spans = h.replace(now, t.At(), life, settings(t.Community).Voice.Every)
	} else {
		for _, s := range v.States {
			spans = append(spans, h.change(s.User.ID, seatOf(s), t.At())...)
		}
	}
	if err := f.payVoice(t, old, spans); err != nil {
		return err
	}
	if err := saveHall(t.State(), t.Community.ID, space, old, h); err != nil {
		return err
	}
	return arm(t, old, h)
}

// seatOf is nowhere for all but people.
func seatOf(s bot.VoiceState) seat {
	if s.User.Persona != bot.Person || s.User.ID == "" {
		return seat{}
	}
	return seat{Channel: s.Channel, Deaf: s.Deaf, Name: s.User.Name, Handle: s.User.Handle}
}

// arm sets a channel's timer when company begins there.
func arm(t *bot.Turn, old, now hall) error {
	s := settings(t.Community).Voice
	if s.Amount == 0 {
		return nil
	}
	for _, channel := range now.begun(old) {
		if err := t.SetTimer(voiceTimer(channel), t.Now().Add(s.Every), []byte(channel)); err != nil {
			return err
		}
	}
	return nil
}

func voiceTimer(channel bot.Place) string { return "voice " + string(channel) }

// voiceTick pays those who go on talking.
func (f *Feature) voiceTick(t *bot.Turn) error {
	s, channel := settings(t.Community).Voice, bot.Place(t.Event.Tick.Data)
	if s.Amount == 0 || !t.Community.Owns(channel) {
		return nil
	}
	old := hall{}
	err := old.addListeners(t.State(), t.Community.ID, channel, 0)
	if err != nil || len(old.company(channel)) == 0 {
		return err
	}
	life := f.cut(t, channel.Space(), old)
	if t.Now().Sub(t.Event.Tick.Due) <= lateTick {
		h := old.clone()
		spans := h.tick(channel, t.At(), life)
		if err := f.payVoice(t, old, spans); err != nil {
			return err
		}
		if err := saveHall(t.State(), t.Community.ID, channel.Space(), old, h); err != nil {
			return err
		}
	}
	return t.SetTimer(voiceTimer(channel), t.Now().Add(s.Every), []byte(channel))
}

// silence forgets who is in a space that Steward no longer hears.
func (f *Feature) silence(t *bot.Turn) error {
	space := t.Event.Place.Space()
	old, err := loadHall(t.State(), t.Community.ID, space)
	if err != nil {
		return err
	}
	return saveHall(t.State(), t.Community.ID, space, old, nil)
}

// Voice counts how long members talked in company, in seconds.
var Voice = bot.Metric{Number: 12, Name: "voice_minutes", Unit: 60}

// payVoice adds up what each person has talked, and pays full units.
func (f *Feature) payVoice(t *bot.Turn, h hall, spans []span) error {
	s := settings(t.Community)
	for _, sp := range spans {
		if sp.length == 0 {
			continue
		}
		pays := s.Voice.Amount != 0 && !excepted(s, sp.channel)
		m, err := f.talker(t, sp, h[sp.user], pays)
		if m != nil {
			t.Count(Voice, m.ID, int64(sp.length/time.Second))
		}
		if pays && err == nil {
			err = f.payTalker(t, s, m, sp)
		}
		if err != nil {
			return fmt.Errorf("pay for talking: %w", err)
		}
	}
	return nil
}

// talker returns the member who talked. Somebody unknown becomes a member from then
// on if it pays, and is nil otherwise.
func (f *Feature) talker(t *bot.Turn, sp span, s seat, pays bool) (*bot.Member, error) {
	m, err := t.MemberByUser(bot.User{ID: sp.user})
	if err != nil || m != nil || !pays {
		return m, err
	}
	return f.members.Resolve(t.State(), t.Community.ID, bot.User{ID: sp.user, Name: s.Name, Handle: s.Handle}, s.Since)
}

func (f *Feature) payTalker(t *bot.Turn, s *ledger.Settings, m *bot.Member, sp span) error {
	if from := m.Since.Add(s.After); sp.until.Add(-sp.length).Before(from) && s.After > 0 {
		if sp.length = sp.until.Sub(from); sp.length <= 0 {
			t.Find(bot.Finding{Code: "newcomer", N: ceil(-sp.length, time.Minute), Member: m.ID})
			return nil
		}
	}
	if !s.Outsiders {
		presence, err := f.members.Presence(t.State(), sp.channel.Space(), sp.user)
		if err != nil {
			return err
		}
		if presence == member.Gone {
			t.Find(bot.Finding{Code: "outsider", Member: m.ID})
			return nil
		}
	}
	key := store.K2(t.Community.ID, m.ID)
	rec, _, err := talkedRows.Get(t.State(), key)
	if err != nil {
		return err
	}
	boost, pays := multiplier.At(t, multiplier.Voice), s.Voice
	pays.Amount = boost.Of(pays.Amount)
	amount, capped := rec.add(&pays, sp.length, t.Day())
	if capped {
		t.Find(bot.Finding{Code: "voice_capped", N: s.Voice.PerDay, Member: m.ID})
	}
	if amount > 0 {
		e, err := f.book.Move(t, ledger.Move{
			From: ledger.Mint("voice"), To: ledger.Of(m.ID), Amount: amount, Cause: boost.Cause(t.Event.ID), Day: t.Day(),
		})
		if err != nil {
			return err
		}
		t.Find(bot.Finding{Code: "voice_paid", N: amount, Entry: e.ID, Member: m.ID})
		explain(t, boost, m.ID)
	}
	return talkedRows.Put(t.State(), key, rec)
}

// begun returns the channels that now have company and had none.
func (h hall) begun(old hall) (list []bot.Place) {
	before := old.companies()
	for channel := range h.companies() {
		if before[channel] == nil {
			list = append(list, channel)
		}
	}
	slices.Sort(list)
	return list
}
