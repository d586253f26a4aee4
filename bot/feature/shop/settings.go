package shop

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/multiplier"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/bot/timing"
)

// Section is the key of the items in a community's configuration; SectionFulfilment that of those
// who ship them.
const (
	Section           = "shop"
	SectionFulfilment = "fulfilment"
)

// Settings are the items of a community, in the order of being shown.
type Settings []Item

// Fulfilment lists who ships orders; moderators if empty.
type Fulfilment []string

// Item is something that members can buy.
type Item struct {
	ID        string   `yaml:"id,required" doc:"a-z, 0-9, _ and -; its name in commands and in the store: never change it"`
	Name      bot.Text `yaml:"name,required" doc:"what members call it"`
	Picture   string   `yaml:"picture,raw" doc:"a file, or an https address"`
	Price     Price    `yaml:"price,required" doc:"in points: 500, or {points: 500, at_level: {3: 400}}"`
	Stock     *int64   `yaml:"stock" doc:"how many there are at first; /stock adds more; unlimited if left out" min:"0" max:"1000000"`
	PerMember Limit    `yaml:"per_member" doc:"how many one member can buy: 1, or {count: 1, every: 30d}"`
	From      string   `yaml:"from" doc:"sold from this local day or time on: 2026-12-01"`
	Until     string   `yaml:"until" doc:"the last local day or time: 2026-12-31"`
	Deliver   Deliver  `yaml:"deliver,required" doc:"how the buyer gets it"`

	Require require.Condition `yaml:"require" doc:"who may buy it, beside gates.shop"`

	from, until time.Time // wall clock; zero: none
}

// Price is what an item costs.
type Price struct {
	Points  int64            `yaml:"points,short,required" doc:"points; 0: nothing" min:"0" max:"1000000000"`
	AtLevel map[string]int64 `yaml:"at_level" doc:"what it costs from a level on: {3: 400}" min:"0" max:"1000000000"`

	levels []levelPrice // ascending
}

type levelPrice struct {
	level  int
	points int64
}

// Limit is how many items one member can buy.
type Limit struct {
	Count int           `yaml:"count,short,required" doc:"so many; 0: no limit" min:"0" max:"1000000"`
	Every timing.Period `yaml:"every" doc:"within a day, week, month or quarter of the calendar, or within so long: 30d; ever if left out"`
}

// Deliver is how a buyer gets an item: exactly one of its keys.
type Deliver struct {
	Staff  []string      `yaml:"staff,one" doc:"by staff: what the buyer is asked in private, such as name, phone, address"`
	Codes  string        `yaml:"codes" doc:"a code from this pool, in private: steward shop codes import"`
	Reward reward.Reward `yaml:"reward" doc:"at once, such as {role: discord:1122/role/5, for: 30d}"`
}

// Bounds of a community's shop.
const (
	maxItems  = 100
	maxFields = 8
	maxName   = 60 // characters
	maxField  = 40 // characters
)

// Defaults is a shop without items.
func Defaults() *Settings { return &Settings{} }

// NoFulfilment leaves orders to the moderators.
func NoFulfilment() *Fulfilment { return &Fulfilment{} }

var word = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)

// Validate calls fault for each invalid value, with its path within the section. orders reports
// whether the community has a place for orders, off is the largest discount it gives.
func (s *Settings) Validate(orders bool, off bot.Percent, fault func(path, code string, args ...any)) {
	if n := len(*s); n > maxItems {
		fault("", "shop.many", n, maxItems)
	}
	for i := range *s {
		it, at := &(*s)[i], fmt.Sprintf("[%d].", i)
		if slices.ContainsFunc((*s)[:i], func(o Item) bool { return o.ID == it.ID }) {
			fault(at+"id", "shop.taken", it.ID)
		}
		it.validate(under(at, fault))
		if gives, costs := it.Deliver.Reward.Points, it.Price.lowest(off); gives > 0 && gives >= costs {
			under(at+"deliver.", fault)("reward", "shop.mints", gives, costs)
		}
		if len(it.Deliver.Staff) > 0 && !orders {
			fault(at+"deliver", "shop.no_orders", bot.Orders)
		}
	}
}

// under returns fault for the paths below one that ends with a dot.
func under(at string, fault func(path, code string, args ...any)) func(path, code string, args ...any) {
	return func(path, code string, args ...any) { fault(strings.TrimSuffix(at+path, "."), code, args...) }
}

func (it *Item) validate(fault func(path, code string, args ...any)) {
	if !word.MatchString(it.ID) {
		fault("id", "shop.id")
	}
	for lang, name := range it.Name {
		if n := utf8.RuneCountInString(name); n > maxName || !bot.IsName(name) {
			fault(strings.TrimSuffix("name."+lang, "."), "shop.name", maxName)
		}
	}
	it.Price.validate(under("price.", fault))
	var err error
	if it.from, err = localDay(it.From, false); err != nil {
		fault("from", "as_is", err)
	}
	if it.until, err = localDay(it.Until, true); err != nil {
		fault("until", "as_is", err)
	} else if !it.until.IsZero() && !it.from.Before(it.until) {
		fault("until", "shop.over_before")
	}
	it.Deliver.validate(under("deliver.", fault))
}

// localDay reads a local time; a day that is an end lasts until its midnight.
func localDay(s string, end bool) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	wall, err := timing.ParseLocal(s)
	if err == nil && end && !strings.Contains(s, ":") {
		wall = wall.AddDate(0, 0, 1)
	}
	return wall, err
}

func (p *Price) validate(fault func(path, code string, args ...any)) {
	p.levels = nil
	for text, points := range p.AtLevel {
		level, err := strconv.Atoi(text)
		if err != nil || level < 0 || level > 1000 || strconv.Itoa(level) != text { // 03 would be 3 a second time
			fault("at_level", "shop.level", text)
			continue
		}
		p.levels = append(p.levels, levelPrice{level, points})
	}
	slices.SortFunc(p.levels, func(a, b levelPrice) int { return a.level - b.level })
}

// Levels returns the levels from which on an item has another price, ascending.
func (p *Price) Levels() (list []int) {
	for _, l := range p.levels {
		list = append(list, l.level)
	}
	return list
}

// at returns the price at a level.
func (p *Price) at(level int) int64 {
	points := p.Points
	for _, l := range p.levels {
		if level >= l.level {
			points = l.points
		}
	}
	return points
}

// lowest returns what an item costs at least, on the day of the largest discount.
func (p *Price) lowest(off bot.Percent) int64 {
	points := p.Points
	for _, l := range p.levels {
		points = min(points, l.points)
	}
	return multiplier.Price(points, off)
}

func (d *Deliver) validate(fault func(path, code string, args ...any)) {
	ways := 0
	for _, given := range []bool{len(d.Staff) > 0, d.Codes != "", !d.Reward.IsZero()} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		fault("", "shop.one_way")
	}
	if d.Reward.Item != "" || d.Reward.Code != "" || d.Reward.Entries > 0 {
		fault("reward", "shop.reward")
	}
	if d.Codes != "" && !word.MatchString(d.Codes) {
		fault("codes", "shop.id")
	}
	if n := len(d.Staff); n > maxFields {
		fault("staff", "shop.fields", n, maxFields)
	}
	for i, f := range d.Staff {
		if n := utf8.RuneCountInString(f); n > maxField || !bot.IsName(f) || slices.Contains(d.Staff[:i], f) {
			fault(fmt.Sprintf("staff[%d]", i), "shop.field", maxField)
		}
	}
}

// newItems are the items, as they are defined in the file and in the chat.
func newItems() *define.Kind[Item] {
	return define.Of[Settings](Section, func(it Item) string { return it.ID })
}

// item returns the item with an id; nil if there is none.
func (f *Feature) item(t *bot.Turn, id string) (*Item, error) {
	it, _, found, err := f.items.Find(t, id)
	if err != nil || !found {
		return nil, err
	}
	return &it, nil
}

// named returns the item that a word means: its id, or its name in any language; nil if there is
// none.
func (f *Feature) named(t *bot.Turn, text string) (*Item, error) {
	text = strings.TrimSpace(text)
	list, err := f.items.All(t)
	for i := range list {
		if strings.EqualFold(list[i].ID, text) {
			return &list[i], err
		}
		for _, name := range list[i].Name {
			if strings.EqualFold(strings.TrimSpace(name), text) {
				return &list[i], err
			}
		}
	}
	return nil, err
}
