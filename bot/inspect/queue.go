package inspect

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// What can wait for a decision.
const (
	OpenReport = "report"
	OpenAppeal = "appeal"
	OpenOrder  = "order"
)

// Open is one thing that waits for a person's decision.
type Open struct {
	Kind   string
	Number uint64 // of the case or the order
	Since  time.Time
	Member bot.MemberID // whom it is about; 0: nobody who is known
	Name   string
	Case   *Case  // of a report or an appeal
	Order  *Order // with the answers
	// Before is how many orders the buyer had placed earlier.
	Before int
}

// ID names the thing within its community: "report-12".
func (o *Open) ID() string { return o.Kind + "-" + strconv.FormatUint(o.Number, 10) }

// Queue returns what waits in a community, oldest first: reports and appeals among the latest 2,000 cases, orders that
// staff has to send among the latest 2,000, or only one of both.
func Queue(r store.Reader, community string, cases, orders bool) (list []Open, err error) {
	if cases {
		if list, err = openCases(r, community); err != nil {
			return nil, err
		}
	}
	if orders {
		waiting, err := openOrders(r, community)
		if err != nil {
			return nil, err
		}
		list = append(list, waiting...)
	}
	slices.SortStableFunc(list, func(a, b Open) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Number, b.Number))
	})
	return list, nil
}

// openCases returns the reports and appeals without a decision.
func openCases(r store.Reader, community string) (list []Open, err error) {
	looked := 0
	err = sanction.Newest(r, community, func(c sanction.Case) bool {
		add := func(kind string, since time.Time) {
			list = append(list, Open{Kind: kind, Number: c.ID, Since: since, Member: c.Member, Name: c.Name, Case: &Case{Case: c}})
		}
		if undecidedReport(&c) {
			add(OpenReport, c.At)
		}
		if undecidedAppeal(&c) {
			add(OpenAppeal, c.Appeal.At)
		}
		looked++
		return looked < mostLooked
	})
	for i := range list {
		if err != nil || list[i].Member == 0 {
			continue
		}
		var m *bot.Member
		if m, err = member.New().ByID(r, community, list[i].Member); m != nil {
			list[i].Name = m.Name
		}
	}
	return list, err
}

// openOrders returns the orders that staff has to send.
func openOrders(r store.Reader, community string) (list []Open, err error) {
	var latest []shop.Order
	err = shop.Newest(r, community, func(o shop.Order) bool {
		latest = append(latest, o)
		return len(latest) < mostLooked
	})
	placed := map[bot.MemberID]int{}
	for _, o := range slices.Backward(latest) {
		if err == nil && o.State == shop.ToShip {
			var x Order
			x, err = newOrder(r, community, o)
			list = append(list, Open{
				Kind: OpenOrder, Number: o.Number, Since: o.At, Member: o.Member, Name: x.Name, Order: &x, Before: placed[o.Member],
			})
		}
		placed[o.Member]++
	}
	return list, err
}

func undecidedReport(c *sanction.Case) bool {
	return c.Open() && c.Kind == bot.ActReport && c.Decided.IsZero()
}

func undecidedAppeal(c *sanction.Case) bool {
	return c.Open() && c.Appeal != nil && c.Appeal.Decided.IsZero()
}

// About is a line on what it is about: the item of an order, or the beginning of the message or of the appeal.
func (o *Open) About() string {
	switch {
	case o.Order != nil:
		return o.Order.Item
	case o.Kind == OpenAppeal:
		return bot.Head(o.Case.Appeal.Text, aboutBytes)
	case o.Case.Evidence != nil:
		return bot.Head(o.Case.Evidence.Text, aboutBytes)
	}
	return ""
}

// aboutBytes is the length of such a line.
const aboutBytes = 120
