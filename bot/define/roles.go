package define

import (
	"reflect"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/reward"
)

// mayGive returns a phrase if a thing gives a role of a space where the turn's
// user has no authority: an administrator of one group hands out no ranks of
// another.
func mayGive(t *bot.Turn, v any) (refused error) {
	each := func(r reward.Reward) {
		space := bot.Place(r.Role).Space()
		if r.Role != "" && (t.Event.User == nil || t.Authority(space, t.Event.User.ID) < bot.Admin) {
			refused = phrase.New("define.role", string(space))
		}
	}
	rewards(reflect.ValueOf(v), each)
	return refused
}

// rewards calls fn for each reward in a value.
func rewards(v reflect.Value, fn func(reward.Reward)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			rewards(v.Elem(), fn)
		}
	case reflect.Slice:
		for i := range v.Len() {
			rewards(v.Index(i), fn)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[reward.Reward]() {
			fn(v.Interface().(reward.Reward))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				rewards(v.Field(i), fn)
			}
		}
	}
}
