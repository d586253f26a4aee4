package grant

import (
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// granted is what was done for one account in one space.
type granted struct {
	Roles  map[string]held `json:"roles,omitempty"` // by the platform's ids
	Tag    string          `json:"tag,omitempty"`   // current, or being set
	TagWas string          `json:"tag_was,omitempty"`
	TagRef bot.Ref         `json:"tag_ref,omitempty"` // sets Tag in the place of TagWas; 0: done
	Lookup bot.Ref         `json:"lookup,omitempty"`  // asks whether the account is there; nothing is done before the answer
	Failed bool            `json:"failed,omitempty"`  // something was refused: to be tried again
}

// held is what was done about one role.
type held struct {
	Ref  bot.Ref `json:"ref,omitempty"`  // the last effect that is under way; 0: done
	Take bool    `json:"take,omitempty"` // it was taken, not given
	Had  bool    `json:"had,omitempty"`  // present before the act in progress
	Lost bool    `json:"lost,omitempty"` // granted, but taken by somebody else
}

// wants is what an account should have in a space.
type wants struct {
	roles []string
	named []string // see Wants.Named
	tag   string
}

// in returns what all sources want in one space.
func (k *Keeper) in(space bot.Place, all Wants) (w wants) {
	ids := func(roles []string) (ids []string) {
		for _, role := range roles {
			if id, ok := bot.Place(role).Role(); ok && bot.Place(role).Space() == space && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		return ids
	}
	w = wants{roles: ids(all.Roles), named: ids(all.Named)}
	if slices.Contains(k.tagging, space.Platform()) {
		w.tag = all.Tag
	}
	return w
}

// act is one thing to do: give or take a role, or set a tag.
type act struct {
	Role string `json:"role,omitempty"`
	Take bool   `json:"take,omitempty"`
	Tag  string `json:"tag,omitempty"`
}

// missing returns the acts that give the account what it should have; removals
// come first. known are the account's last known roles; roles that no source
// names are ignored. again also restores what somebody else took.
func (g *granted) missing(w wants, known []string, again bool) (acts []act) {
	roles := slices.Concat(slices.Collect(maps.Keys(g.Roles)), w.named)
	slices.Sort(roles)
	for _, role := range slices.Compact(roles) {
		h, ours := g.Roles[role]
		has := ours && !h.Take || !ours && slices.Contains(known, role)
		if has && !slices.Contains(w.roles, role) {
			acts = append(acts, act{Role: role, Take: true})
		}
	}
	for _, role := range slices.Sorted(slices.Values(w.roles)) {
		if h, ours := g.Roles[role]; !ours || h.Take || h.Lost && again {
			acts = append(acts, act{Role: role})
		}
	}
	if g.Tag != w.tag {
		acts = append(acts, act{Tag: w.tag})
	}
	return acts
}

// begun records that an act is in progress.
func (g *granted) begun(a act, ref bot.Ref) {
	if a.Role != "" {
		if g.Roles == nil {
			g.Roles = map[string]held{}
		}
		h, ours := g.Roles[a.Role]
		had := !ours && a.Take || ours && h.Ref == 0 && !h.Take && !h.Lost || h.Had
		g.Roles[a.Role] = held{Ref: ref, Take: a.Take, Had: had}
		return
	}
	if g.TagRef == 0 {
		g.TagWas = g.Tag
	}
	g.Tag, g.TagRef = a.Tag, ref
}

// ended records the outcome of an act. If it was not done, the previous state
// applies again; failed reports that this is so and no later act about the same
// thing is in progress.
func (g *granted) ended(a act, ref bot.Ref, done bool) (failed bool) {
	if a.Role != "" {
		failed = g.roleEnded(a, ref, done)
	} else {
		failed = g.tagEnded(a, ref, done)
	}
	g.Failed = g.Failed || failed
	return failed
}

func (g *granted) roleEnded(a act, ref bot.Ref, done bool) (failed bool) {
	h, ours := g.Roles[a.Role]
	switch {
	case !ours || h.Ref == 0: // the account has left meanwhile
		return false
	case h.Ref != ref:
		if done {
			h.Had = !a.Take
			g.Roles[a.Role] = h
		}
		return false
	case done:
		g.Roles[a.Role] = held{Take: a.Take}
	case h.Had:
		g.Roles[a.Role] = held{}
	default:
		delete(g.Roles, a.Role)
	}
	return !done
}

func (g *granted) tagEnded(a act, ref bot.Ref, done bool) (failed bool) {
	switch {
	case g.TagRef == 0:
		return false
	case g.TagRef != ref:
		if done {
			g.TagWas = a.Tag
		}
		return false
	case !done:
		g.Tag = g.TagWas
	}
	g.TagRef, g.TagWas = 0, ""
	return !done
}

// seen compares with the roles that the platform reports, and reports whether
// anything changed.
func (g *granted) seen(roles []string) (changed bool) {
	for role, h := range g.Roles {
		there := slices.Contains(roles, role)
		switch {
		case h.Ref != 0:
		case h.Take:
			delete(g.Roles, role)
			changed = true
		case h.Lost == there:
			g.Roles[role] = held{Lost: !there}
			changed = true
		}
	}
	return changed
}

func (g *granted) empty() bool {
	return len(g.Roles) == 0 && g.Tag == "" && g.TagRef == 0 && g.Lookup == 0 && !g.Failed
}

var (
	grantedKeys = store.Shape3(store.Str[string]{}, store.Str[bot.UserID]{}, store.Str[bot.Place]{})
	// grantedRows: community, account, space -> granted.
	grantedRows = store.Rows("levels_granted", grantedKeys, store.JSON[granted]())

	failedKeys = store.Shape3(store.Str[string]{}, store.Str[bot.Place]{}, store.Tail[bot.UserID]{})
	// failedRows: community, space, account with a Failed record.
	failedRows = store.Rows("levels_failed", failedKeys, store.Nothing{})
)

type grantedKey = store.Key3[string, bot.UserID, bot.Place]

// Tables lists the tables of the Keeper.
func Tables() []store.Declared {
	return []store.Declared{grantedRows, failedRows, askedRows, campaignRows, dueRows, standingRows, givenRows, endRows}
}

// where names a row of grantedRows.
type where struct {
	User  bot.UserID `json:"user"`
	Space bot.Place  `json:"space"`
}

func (w where) key(community string) grantedKey { return store.K3(community, w.User, w.Space) }

func loadGranted(r store.Reader, community string, w where) (*granted, error) {
	g, _, err := grantedRows.Get(r, w.key(community))
	return &g, err
}

// save writes the row, or removes an empty one.
func (g *granted) save(s bot.State, community string, w where) error {
	failed := store.K3(community, w.Space, w.User)
	var err error
	if g.Failed {
		err = failedRows.Put(s, failed, struct{}{})
	} else {
		err = failedRows.Delete(s, failed)
	}
	if err != nil {
		return err
	}
	if g.empty() {
		return grantedRows.Delete(s, w.key(community))
	}
	return grantedRows.Put(s, w.key(community), *g)
}
