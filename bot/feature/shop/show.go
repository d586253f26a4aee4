package shop

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/multiplier"
)

const (
	maxButtons = 10 // below the list, one an item
	perRow     = 2
	maxOrders  = 10
)

// show handles /shop.
func (f *Feature) show(t *bot.Turn, _ *bot.Input) error {
	t = t.ToUser()
	list, err := f.items.All(t)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		answer.Privately(t, answer.Reply{Text: t.Text("shop.empty", nil)})
		return nil
	}
	var lines []string
	if t.Member != nil {
		figures, err := f.book.Balance(t, t.Member.ID)
		if err != nil {
			return err
		}
		lines = append(lines, t.Text("shop.you_have", bot.Args{"Balance": answer.Points(t, figures.Balance)}))
	}
	lines = append(lines, t.Text("shop.head", nil))
	if off, name := multiplier.Discount(t.Community, t.At()); off > 0 {
		lines = append(lines, t.Text("shop.discount", bot.Args{"Day": bot.Isolate(name.In(t.Language())), "Percent": int(off)}))
	}
	var buttons []bot.Button
	for _, it := range list {
		line, can, err := f.row(t, &it)
		if err != nil {
			return err
		}
		if line != "" {
			lines = append(lines, line)
		}
		if can && len(buttons) < maxButtons {
			buttons = append(buttons, bot.Button{Label: it.Name.In(t.Language()), Data: Name + ":buy:" + it.ID})
		}
	}
	lines = append(lines, t.Text("shop.how", nil))
	answer.Privately(t, answer.Reply{Text: strings.Join(lines, "\n"), Buttons: slices.Collect(slices.Chunk(buttons, perRow))})
	return nil
}

// row is an item in the list, and whether it can be bought now; "" if it is over.
func (f *Feature) row(t *bot.Turn, it *Item) (line string, can bool, err error) {
	now := t.Now()
	if it.over(t.Community, now) {
		return "", false, nil
	}
	price, err := f.price(t, it)
	if err != nil {
		return "", false, err
	}
	n, err := left(t, it)
	if err != nil {
		return "", false, err
	}
	args := bot.Args{"Item": itemName(t, it.Name), "Price": answer.Points(t, price), "Count": n, "From": it.From}
	key := "shop.row"
	switch {
	case !it.open(t.Community, now):
		key = "shop.row_later"
	case n <= 0:
		key = "shop.row_gone"
	case n != unlimited:
		key = "shop.row_left"
	}
	line = t.Text(key, args)
	for _, l := range it.Price.levels {
		if l.points < price {
			line += " " + t.Text("shop.at_level", bot.Args{"Level": f.judge.LevelName(t, l.level), "Price": answer.Points(t, l.points)})
		}
	}
	return line, key != "shop.row_later" && key != "shop.row_gone", nil
}

// orders handles /orders.
func (f *Feature) orders(t *bot.Turn, _ *bot.Input) error {
	t = t.ToUser()
	if t.Member == nil {
		return nil
	}
	var lines []string
	var buttons [][]bot.Button
	err := eachOf(t, t.Member.ID, func(n uint64, o order, own bool) (bool, error) {
		if !own {
			return true, nil
		}
		lines = append(lines, o.summary(t, n))
		if b := map[state]bot.Button{asking: button("shop.answer", "answer", n), stuck: button("shop.get", "get", n)}[o.State]; b.Data != "" {
			b.Label = fmt.Sprintf("%d: %s", n, t.Text(b.Label, nil))
			buttons = append(buttons, []bot.Button{b})
		}
		return len(lines) < maxOrders, nil
	})
	if err != nil {
		return err
	}
	if lines == nil {
		lines = []string{t.Text("shop.no_order", nil)}
	}
	if len(buttons) > 5 {
		buttons = buttons[:5]
	}
	answer.Privately(t, answer.Reply{Text: strings.Join(lines, "\n"), Buttons: buttons})
	return nil
}

// summary is an order in one line.
func (o *order) summary(t *bot.Turn, n uint64) string {
	args := o.args(t, n)
	args["State"], args["Date"] = t.Text(stateKeys[o.State], nil), t.Community.Day(o.At).String()
	line := t.Text("shop.order", args)
	if o.Track != "" {
		line += " " + t.Text("shop.track", bot.Args{"Track": bot.ShowName(o.Track)})
	}
	return line
}
