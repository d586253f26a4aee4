package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/inspect"
)

// configurationData is the file as it was loaded, without the platforms, and what differs from it.
type configurationData struct {
	inspect.Configuration
	Search    string
	Loaded    bool // from a file
	Values    []keyValue
	Overrides []overridden
	Defined   []kindData // what was made outside the file
}

// overridden is an order from the chat that is in force.
type overridden struct {
	Pause string // rules, posts; empty: Rule has another mode
	Rule  string
	Mode  string
	Until time.Time
	By    string
}

// private reports whether a key is of the platforms, which the desk does not show.
func private(key string) bool {
	return key == "platforms" || strings.HasPrefix(key, "platforms.") || strings.HasPrefix(key, "platforms[")
}

func configuration(v *Visit) (any, error) {
	written := v.Community.Written()
	c := configurationData{Search: strings.TrimSpace(v.Query("q")), Loaded: len(written) > 0}
	for key, x := range written {
		value := cmp.Or(x.Shown, v.T("configuration.hidden"))
		has := func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(c.Search)) }
		if !private(key) && (has(key) || has(value)) {
			c.Values = append(c.Values, keyValue{key, value})
		}
	}
	slices.SortFunc(c.Values, func(a, b keyValue) int { return strings.Compare(a.Key, b.Key) })
	var err error
	if c.Configuration, err = inspect.ConfigurationOf(v.Reader, v.Community.ID); err != nil {
		return nil, err
	}
	list := c.Changes
	c.Changes = nil
	for _, x := range list {
		if !private(x.Path) {
			c.Changes = append(c.Changes, x)
		}
	}
	orders, err := inspect.Overrides(v.Turn)
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		x := overridden{Mode: o.Mode, Until: o.Until, By: string(o.By)}
		var isRule bool
		if x.Rule, isRule = o.What.Rule(); !isRule {
			x.Pause, x.Rule = string(o.What), ""
		}
		c.Overrides = append(c.Overrides, x)
	}
	for _, l := range v.Desk.opt.lists() {
		k, err := v.kind(l)
		if err != nil {
			return nil, err
		}
		k.Things = slices.DeleteFunc(k.Things, func(x thingRow) bool { return x.File })
		if len(k.Things) > 0 {
			c.Defined = append(c.Defined, k)
		}
	}
	return c, nil
}

func configurationTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"key", "value"}}
	for _, x := range data.(configurationData).Values {
		t.Rows = append(t.Rows, []any{x.Key, x.Value})
	}
	return t
}
