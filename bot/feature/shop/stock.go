package shop

import (
	"math"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// stock is what is left of an item.
type stock struct {
	Left int64 `json:"left"`
	Full int64 `json:"full"`          // what there was when it was last filled up
	Told bool  `json:"low,omitempty"` // that little is left
}

// maxStock bounds the stock of an item.
const maxStock = 1_000_000

// unlimited is the stock of an item that is not counted.
const unlimited = math.MaxInt64

// stockOf returns the stock of an item. It is that of the file until something was sold or added.
func stockOf(t *bot.Turn, it *Item) (s stock, counted bool, err error) {
	s, counted, err = stockRows.Get(t.State(), store.K2(t.Community.ID, it.ID))
	if err == nil && !counted && it.Stock != nil {
		s, counted = stock{Left: *it.Stock, Full: *it.Stock}, true
	}
	return s, counted, err
}

// left returns how many of an item can be sold, codes included.
func left(t *bot.Turn, it *Item) (n int64, err error) {
	n = unlimited
	s, counted, err := stockOf(t, it)
	if counted {
		n = s.Left
	}
	if it.Deliver.Codes == "" || err != nil {
		return n, err
	}
	p, _, err := poolRows.Get(t.State(), store.K2(t.Community.ID, it.Deliver.Codes))
	return min(n, p.Free), err
}

// low reports whether that little is left of so many that the moderators should know: a tenth.
func low(left, full int64) bool { return left <= max(full/10, 1) }

// takeOne takes one of an item that is there, and tells the moderators once if few are left.
func takeOne(t *bot.Turn, it *Item) error {
	s, counted, err := stockOf(t, it)
	if err != nil || !counted {
		return err
	}
	s.Left--
	if !s.Told && low(s.Left, s.Full) {
		s.Told = true
		tellLow(t, it.Name, s.Left)
	}
	return stockRows.Put(t.State(), store.K2(t.Community.ID, it.ID), s)
}

// putBack gives one of an item back, if it is counted.
func putBack(t *bot.Turn, id string) error {
	key := store.K2(t.Community.ID, id)
	s, counted, err := stockRows.Get(t.State(), key)
	if err != nil || !counted {
		return err
	}
	s.Left++
	return stockRows.Put(t.State(), key, s)
}

func tellLow(t *bot.Turn, item bot.Text, n int64) {
	for _, p := range t.Community.Places[bot.Modlog] {
		room := t.ToPlace(p)
		t.Do(bot.Say{Place: p, Text: room.Text("shop.low", bot.Args{"Item": itemName(room, item), "Count": n}), Lane: bot.Moderation})
	}
}

// fill handles /stock: what is left, or a change of it.
func (f *Feature) fill(t *bot.Turn, in *bot.Input) error {
	t = t.ToUser()
	reply := func(key string, args bot.Args) error {
		answer.Privately(t, answer.Reply{Text: t.Text(key, args)})
		return nil
	}
	words := strings.Fields(in.Text("item") + " " + in.Text("change"))
	if len(words) == 0 {
		return f.stocks(t)
	}
	it, n, given, err := f.readStock(t, words)
	if err != nil {
		return err
	}
	if it == nil {
		return reply("shop.unknown", bot.Args{"Item": bot.ShowName(bot.Head(strings.Join(words, " "), 64))})
	}
	args := bot.Args{"Item": itemName(t, it.Name), "Most": int64(maxStock)}
	s, counted, err := stockOf(t, it)
	switch {
	case err != nil:
		return err
	case !counted:
		return reply("shop.uncounted", args)
	case !given:
		args["Count"] = s.Left
		return reply("shop.stock", args)
	case n == 0 || n < -maxStock || n > maxStock || s.Left+n > maxStock:
		return reply("shop.bad_stock", args)
	case s.Left+n < 0:
		args["Count"] = s.Left
		return reply("shop.too_much", args)
	}
	s.Left += n
	if n > 0 {
		s.Full, s.Told = s.Left, false
	}
	if err := stockRows.Put(t.State(), store.K2(t.Community.ID, it.ID), s); err != nil {
		return err
	}
	t.Find(bot.Finding{Code: "restocked", N: n, Args: bot.Args{"Item": it.ID}})
	args["Count"] = s.Left
	return reply("shop.stock", args)
}

// readStock returns the item that words name, and the change behind it; 0 if it has no sign or is no
// number.
func (f *Feature) readStock(t *bot.Turn, words []string) (it *Item, n int64, given bool, err error) {
	if it, err = f.named(t, strings.Join(words, " ")); it != nil || len(words) < 2 || err != nil {
		return it, 0, false, err
	}
	last := len(words) - 1
	change := words[last]
	if strings.ContainsAny(change[:1], "+-") {
		n, _ = strconv.ParseInt(change, 10, 32)
	}
	it, err = f.named(t, strings.Join(words[:last], " "))
	return it, n, true, err
}

// stocks lists what is left of everything.
func (f *Feature) stocks(t *bot.Turn) error {
	var lines []string
	list, err := f.items.All(t)
	if err != nil {
		return err
	}
	for _, it := range list {
		n, err := left(t, &it)
		if err != nil {
			return err
		}
		key := "shop.stock"
		if n == unlimited {
			key = "shop.uncounted"
		}
		lines = append(lines, t.Text(key, bot.Args{"Item": itemName(t, it.Name), "Count": n}))
	}
	if lines == nil {
		lines = []string{t.Text("shop.empty", nil)}
	}
	answer.Privately(t, answer.Reply{Text: strings.Join(lines, "\n")})
	return nil
}
