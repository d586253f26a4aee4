package standings

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
)

const (
	pageLines = 10
	// maxPage bounds the page number from a forged button.
	maxPage = 50
)

func (f *Feature) history(t *bot.Turn, _ *bot.Input) error {
	if t.Member == nil {
		answer.Unmet(t, false)
		return nil
	}
	r, err := f.page(t, 0)
	if err == nil {
		answer.Give(t, r)
	}
	return err
}

// turnPage shows another page to the member whose history it is.
func (f *Feature) turnPage(t *bot.Turn, args string) error {
	owner, number, _ := strings.Cut(args, ":")
	page, err := strconv.ParseUint(number, 10, 16)
	if err != nil || page > maxPage || !canonical(number) {
		answer.Ack(t, t.ToUser().Text("standings.gone", nil))
		return nil
	}
	if t.Member == nil || owner != strconv.FormatUint(uint64(t.Member.ID), 10) {
		answer.Ack(t, t.ToUser().Text("standings.not_yours", nil))
		return nil
	}
	t = answer.Again(t, "history")
	r, err := f.page(t, int(page))
	if err != nil {
		return err
	}
	answer.Replace(t, r, t.ToUser().Text("standings.gone", nil))
	return nil
}

// canonical reports a number without a sign or leading zeros.
func canonical(s string) bool { return s == "0" || s != "" && s[0] >= '1' && s[0] <= '9' }

// page counts from the newest entry of today, so it moves on as entries come.
func (f *Feature) page(t *bot.Turn, n int) (answer.Reply, error) {
	lines, err := f.book.History(t, t.Member.ID, 0, (n+1)*pageLines+1)
	if err != nil {
		return answer.Reply{}, err
	}
	more := len(lines) > (n+1)*pageLines && n < maxPage
	lines = lines[min(n*pageLines, len(lines)):min((n+1)*pageLines, len(lines))]
	if len(lines) == 0 {
		return answer.Reply{Text: t.Text("standings.history_empty", nil)}, nil
	}
	var b strings.Builder
	b.WriteString(t.Text("standings.history", nil))
	for _, l := range lines {
		b.WriteByte('\n')
		b.WriteString(line(t, l))
	}
	return answer.Reply{Text: b.String(), Buttons: pager(t, n, more)}, nil
}

func line(t *bot.Turn, l ledger.Line) string {
	amount := strconv.FormatInt(l.Signed, 10)
	if l.Signed > 0 {
		amount = "+" + amount
	}
	return t.Text("standings.line", bot.Args{
		"When": t.Community.Clock(l.At), "Amount": amount, "What": What(t, l),
	})
}

// What names an entry by its kind, in words.
func What(t *bot.Turn, l ledger.Line) string {
	switch {
	case l.Reverses != 0:
		return t.Text("entry.taken_back", nil)
	case l.Kind == "message":
		return t.Text("entry.message", nil)
	case l.Kind == "reaction":
		return t.Text("entry.reaction", nil)
	case l.Kind == "voice":
		return t.Text("entry.voice", nil)
	case l.Kind == "check_in":
		return t.Text("entry.check_in", nil)
	case l.Kind == "streak":
		return t.Text("entry.streak", nil)
	case l.Kind == "make_up":
		return t.Text("entry.make_up", nil)
	case l.Kind == "quiz":
		return t.Text("entry.quiz", nil)
	case l.Kind == "draw":
		return t.Text("entry.draw", nil)
	case l.Kind == "reward":
		return t.Text("entry.reward", nil)
	case l.Kind == "award":
		return t.Text("entry.award", nil)
	case l.Kind == "fine":
		return t.Text("entry.fine", nil)
	case l.Kind == "member":
		return t.Text("entry.gift", nil)
	case l.Kind == "packet":
		return t.Text("entry.packet", nil)
	case l.Kind == "season":
		return t.Text("entry.season", nil)
	case l.Kind == "expired":
		return t.Text("entry.expired", nil)
	case l.Kind == "joined":
		return t.Text("entry.joined", nil)
	case l.Kind == "reserve" && l.Signed < 0:
		return t.Text("entry.reserved", nil)
	case l.Kind == "reserve":
		return t.Text("entry.released", nil)
	}
	return t.Text("entry.other", nil)
}

func pager(t *bot.Turn, n int, more bool) [][]bot.Button {
	var row []bot.Button
	to := func(key string, page int) {
		data := name + ":history:" + strconv.FormatUint(uint64(t.Member.ID), 10) + ":" + strconv.Itoa(page)
		row = append(row, bot.Button{Label: t.Text(key, nil), Data: data})
	}
	if n > 0 {
		to("standings.newer", n-1)
	}
	if more {
		to("standings.older", n+1)
	}
	if row == nil {
		return nil
	}
	return [][]bot.Button{row}
}
