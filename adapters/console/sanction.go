package console

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// stance is a person's status in the lobby, besides authority.
type stance struct {
	muted       time.Time // until then they can't speak
	out, banned bool
}

// MutedUntil returns when somebody may write in the lobby again; zero if they are not muted.
func (r *Room) MutedUntil(who bot.UserID) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stances[who].muted
}

// Out reports whether somebody was removed from the lobby, and whether they are banned.
func (r *Room) Out(who bot.UserID) (out, banned bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stances[who].out, r.stances[who].banned
}

// Join lets somebody into the lobby; nothing happens if they are there.
func (r *Room) Join(ctx context.Context, who bot.UserID) error {
	err := r.act(ctx, deed{
		event: func(id string, _ time.Time) (bot.Event, error) {
			_, ok := r.person(who)
			switch st := r.stances[who]; {
			case !ok:
				return bot.Event{}, Nobody
			case st.banned:
				return bot.Event{}, Removed
			case !st.out:
				return bot.Event{}, errAlready
			}
			return bot.Event{ID: fmt.Sprintf("%s/j%s", Lobby, id), Kind: bot.KindJoin, Place: Lobby, User: r.user(who)}, nil
		},
		taken: func() { r.stand(who, func(s *stance) { s.out = false }) },
	})
	if err == errAlready {
		return nil
	}
	return err
}

// Leave lets somebody without authority leave the lobby; nothing happens if they are not there.
func (r *Room) Leave(ctx context.Context, who bot.UserID) error {
	err := r.act(ctx, deed{
		event: func(id string, _ time.Time) (bot.Event, error) {
			p, ok := r.person(who)
			switch {
			case !ok:
				return bot.Event{}, Nobody
			case p.Authority > bot.Ordinary:
				return bot.Event{}, Needed
			case r.stances[who].out:
				return bot.Event{}, errAlready
			}
			return bot.Event{ID: fmt.Sprintf("%s/l%s", Lobby, id), Kind: bot.KindLeave, Place: Lobby, User: r.user(who)}, nil
		},
		taken: func() { r.stand(who, func(s *stance) { s.out = true }) },
	})
	if err == errAlready {
		return nil
	}
	return err
}

// heard returns why somebody can't write in a place now, nil if they can, as always in private.
// Requires the lock.
func (r *Room) heard(who bot.UserID, in bot.Place, now time.Time) error {
	switch st := r.stances[who]; {
	case in.Space() != Lobby:
		return nil
	case st.out:
		return Removed
	case st.muted.After(now):
		return Muted
	}
	if p, _ := r.person(who); p.Authority > bot.Ordinary {
		return nil
	}
	switch {
	case r.shut:
		return Shut
	case r.every > 0 && r.spoke(who).Add(r.every).After(now):
		return Slowly
	}
	return nil
}

// spoke returns when somebody last wrote in the lobby. Requires the lock.
func (r *Room) spoke(who bot.UserID) time.Time {
	for _, l := range slices.Backward(r.lines) {
		if l.From == who && l.Place == Lobby {
			return l.At
		}
	}
	return time.Time{}
}

// stand changes somebody's status. Requires the lock.
func (r *Room) stand(who bot.UserID, change func(*stance)) {
	s := r.stances[who]
	change(&s)
	r.stances[who] = s
	r.version++
	r.wake()
}

// subject returns the status of a sanction's target, who must have no authority. Requires the
// lock.
func (r *Room) subject(place bot.Place, who bot.UserID) (stance, error) {
	p, ok := r.person(who)
	switch {
	case place != Lobby:
		return stance{}, bot.Refuse("console.no_group")
	case !ok:
		return stance{}, bot.Refuse("console.nobody")
	case p.Authority > bot.Ordinary:
		return stance{}, bot.Refuse("console.has_authority")
	}
	return r.stances[who], nil
}

func (r *Room) mute(e bot.Mute) error {
	st, err := r.subject(e.Place, e.User)
	switch {
	case err != nil:
		return err
	case st.out:
		return kit.Gone("console.not_in_lobby")
	case e.Until.IsZero() && !st.muted.After(r.sink.Now()):
		return kit.Gone("target.not_muted")
	}
	r.stand(e.User, func(s *stance) { s.muted = e.Until })
	return nil
}

func (r *Room) kick(e bot.Kick) error {
	st, err := r.subject(e.Place, e.User)
	switch {
	case err != nil:
		return err
	case st.out:
		return kit.Gone("console.not_in_lobby")
	}
	r.stand(e.User, func(s *stance) { s.out = true })
	return nil
}

func (r *Room) ban(e bot.Ban) error {
	st, err := r.subject(e.Place, e.User)
	switch {
	case err != nil:
		return err
	case e.Lift && !st.banned:
		return kit.Gone("target.not_banned")
	case e.Lift:
		r.stand(e.User, func(s *stance) { s.banned = false })
		return nil
	}
	r.stand(e.User, func(s *stance) { s.out, s.banned, s.muted = true, true, time.Time{} })
	since := r.sink.Now().Add(-e.Purge)
	for _, l := range r.lines {
		if l.From == e.User && l.Place == Lobby && l.At.After(since) && !l.Deleted {
			r.erase(l, Steward)
		}
	}
	return nil
}

func (r *Room) pin(e bot.Pin) error {
	l, err := r.target(e.Place, e.Target)
	switch {
	case err != nil:
		return err
	case l.Only != "":
		return bot.Refuse("cannot.pin_hidden")
	case l.Pinned == !e.Off:
		return kit.Gone("target.so_already")
	}
	l.Pinned = !e.Off
	r.touch(l)
	return nil
}

func (r *Room) slow(e bot.Slow) error {
	if e.Place != Lobby {
		return bot.Refuse("console.lobby_slow")
	}
	r.every = e.Every
	r.version++
	r.wake()
	return nil
}

// open and shut are the two states of the lobby's door.
const (
	open = "open"
	shut = "shut"
)

func (r *Room) permissions(e bot.Permissions) (string, error) {
	switch {
	case e.Place != Lobby:
		return "", bot.Refuse("console.lobby_lock")
	case r.shut:
		return shut, nil
	}
	return open, nil
}

func (r *Room) lock(e bot.Lock) error {
	switch {
	case e.Place != Lobby:
		return bot.Refuse("console.lobby_lock")
	case e.Earlier != open && e.Earlier != shut:
		return bot.Refuse("cannot.restore")
	}
	r.shut = !e.Lift || e.Earlier == shut
	r.version++
	r.wake()
	return nil
}

// Door reports whether ordinary members may write in the lobby, and the slow-mode interval.
func (r *Room) Door() (heard bool, every time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.shut, r.every
}
