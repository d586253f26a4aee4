package grant

import "github.com/stewardbot/steward/bot"

// joined grants again: an account that left a space has lost its roles there.
func (r *round) joined() error {
	w, ok := r.here()
	if !ok {
		return nil
	}
	if err := new(granted).save(r.t.State(), r.t.Community.ID, w); err != nil {
		return err
	}
	return r.accounts(r.t.Member.ID, []bot.UserID{w.User}, true)
}

func (r *round) left() error {
	w, ok := r.here()
	if !ok {
		return nil
	}
	return new(granted).save(r.t.State(), r.t.Community.ID, w)
}

// changed records roles that somebody else gave or took.
func (r *round) changed() error {
	w, ok := r.here()
	if !ok || r.t.Event.User.Roles == nil {
		return nil
	}
	row, err := loadGranted(r.t.State(), r.t.Community.ID, w)
	if err != nil || !row.seen(r.t.Event.User.Roles) {
		return err
	}
	return row.save(r.t.State(), r.t.Community.ID, w)
}

// here returns the account and the space of an event; ok is false without a
// member.
func (r *round) here() (w where, ok bool) {
	if r.t.Member == nil || r.t.Event.User == nil || r.t.Event.Place.Private() {
		return w, false
	}
	return where{r.t.Event.User.ID, r.t.Event.Place.Space()}, true
}
