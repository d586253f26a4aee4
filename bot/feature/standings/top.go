package standings

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
)

const (
	topRows = 10
	// searched bounds how many rows of a board are searched for visible ones,
	// and for the asker's.
	searched = 200
)

// view is a board with its button data, label and headline.
type view struct {
	board             ledger.Board
	data, label, head string
	season            uint64
}

func (f *Feature) views(t *bot.Turn) ([]view, error) {
	list := []view{
		{ledger.ThisWeek, "week", "standings.week", "standings.top_week", 0},
		{ledger.ThisMonth, "month", "standings.month", "standings.top_month", 0},
		{ledger.AllTime, "all", "standings.all", "standings.top_all", 0},
	}
	if n, board, ok, err := f.Seasons.Now(t); ok || err != nil {
		return append(list, view{board, "season", "standings.season", "standings.top_season", n}), err
	}
	return list, nil
}

// boards are the arguments of /top.
var boards = []bot.Choice{
	{Value: "week", Words: []string{"weekly", "this week", "周/週", "周榜/週榜", "本周/本週", "这周/這週"}},
	{Value: "month", Words: []string{"monthly", "this month", "月", "月榜", "本月", "这个月/這個月"}},
	{Value: "season", Words: []string{"this season", "赛季/賽季", "本赛季/本賽季", "赛季榜/賽季榜"}},
	{Value: "all", Words: []string{"all time", "total", "ever", "总/總", "总榜/總榜", "全部"}},
}

// asked returns the board that the command asks for, by a word after it or by
// its own name.
func asked(t *bot.Turn, in *bot.Input, list []view) view {
	for i, v := range list {
		if v.data == in.Text("board") {
			return list[i]
		}
	}
	said := t.Call.Used
	if !t.Call.Slash {
		said = t.Facts.Normal
	}
	switch {
	case strings.Contains(said, "月"):
		return list[1]
	case strings.ContainsAny(said, "总總"):
		return list[2]
	}
	return list[0]
}

func (f *Feature) top(t *bot.Turn, in *bot.Input) error {
	season := in.Text("board") == "season"
	if in.Rest != "" || in.Has("number") && !season { // there is no such board
		answer.Usage(t, in, "")
		return nil
	}
	var asker bot.MemberID
	if t.Member != nil {
		asker = t.Member.ID
	}
	list, err := f.views(t)
	if err != nil {
		return err
	}
	v := asked(t, in, list)
	if n := in.Number("number"); season && (v.season == 0 || in.Has("number") && n != v.season) {
		return f.past(t, n, asker)
	}
	r, err := f.show(t, v, asker)
	if err == nil && in.Has("form") {
		r, err = f.picture(t, v, asker, r)
	}
	if err == nil {
		answer.Give(t, r)
	}
	return err
}

// turnBoard replaces the board of a button's message; the last row stays that
// of the original asker.
func (f *Feature) turnBoard(t *bot.Turn, args string) error {
	which, who, _ := strings.Cut(args, ":")
	asker, err := strconv.ParseUint(who, 10, 64)
	list, failed := f.views(t)
	if failed != nil {
		return failed
	}
	for _, v := range list {
		if v.data != which || err != nil || !canonical(who) {
			continue
		}
		r, err := f.show(answer.Again(t, "top"), v, bot.MemberID(asker))
		if err != nil {
			return err
		}
		answer.Replace(t, r, t.ToUser().Text("standings.gone", nil))
		return nil
	}
	answer.Ack(t, t.ToUser().Text("standings.gone", nil))
	return nil
}

func (f *Feature) show(t *bot.Turn, v view, asker bot.MemberID) (answer.Reply, error) {
	rows, hidden, err := f.rows(t, v.board, asker, topRows)
	if err != nil {
		return answer.Reply{}, err
	}
	buttons, err := f.boardButtons(t, v, asker)
	if err != nil {
		return answer.Reply{}, err
	}
	if len(rows) == 0 {
		return answer.Reply{Text: t.Text("standings.empty", nil), Buttons: buttons, Room: true}, nil
	}
	var b strings.Builder
	b.WriteString(t.Text(v.head, bot.Args{"Number": v.season}))
	on := false
	for _, r := range rows {
		b.WriteByte('\n')
		b.WriteString(t.Text("standings.row", bot.Args{
			"Rank": r.Rank, "Name": answer.Name(r.member, nil), "Points": answer.Points(t, r.Points),
		}))
		on = on || r.Member == asker
	}
	if !on {
		own, err := f.own(t, v.board, asker, hidden)
		if err != nil {
			return answer.Reply{}, err
		}
		b.WriteString(own)
	}
	return answer.Reply{Text: b.String(), Buttons: buttons, Room: true}, nil
}

// row is a member's row on a board, ranked among those who are shown.
type row struct {
	ledger.Row
	member *bot.Member
}

// rows returns the first n visible rows, and the figures needed to rank them
// and the asker.
func (f *Feature) rows(t *bot.Turn, b ledger.Board, asker bot.MemberID, n int) (shown []row, hidden []int64, err error) {
	rows, err := f.book.Top(t, b, 0, searched)
	if err != nil {
		return nil, nil, err
	}
	own, err := f.book.Balance(t, asker)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		if len(shown) == n && r.Points <= b.Of(own) {
			break
		}
		m, err := t.MemberByID(r.Member)
		if err != nil {
			return nil, nil, err
		}
		if m == nil {
			continue
		}
		hides, err := f.Hides(t, m)
		if err != nil {
			return nil, nil, err
		}
		if hides {
			hidden = append(hidden, r.Points)
			continue
		}
		if len(shown) == n {
			continue
		}
		r.Rank -= above(hidden, r.Points)
		shown = append(shown, row{r, m})
	}
	return shown, hidden, nil
}

// above counts those with more points.
func above(hidden []int64, points int64) (n int) {
	for _, h := range hidden {
		if h > points {
			n++
		}
	}
	return n
}

// own returns the asker's row, shown below the others; empty if there is none.
func (f *Feature) own(t *bot.Turn, b ledger.Board, asker bot.MemberID, hidden []int64) (string, error) {
	m, err := t.MemberByID(asker)
	if err != nil || m == nil {
		return "", err
	}
	if hides, err := f.Hides(t, m); hides || err != nil {
		return "", err
	}
	figures, err := f.book.Balance(t, asker)
	if err != nil {
		return "", err
	}
	points := b.Of(figures)
	rank, of, err := f.book.Rank(t, b, points)
	if err != nil || rank == 0 {
		return "", err
	}
	return "\n…\n" + t.Text("standings.own", bot.Args{
		"Name": answer.Name(m, nil), "Rank": rank - above(hidden, points), "Of": of - len(hidden),
		"Points": answer.Points(t, points),
	}), nil
}

func (f *Feature) boardButtons(t *bot.Turn, current view, asker bot.MemberID) ([][]bot.Button, error) {
	var buttons []bot.Button
	list, err := f.views(t)
	for _, v := range list {
		label := t.Text(v.label, nil)
		if v.data == current.data {
			label = "• " + label
		}
		data := name + ":top:" + v.data + ":" + strconv.FormatUint(uint64(asker), 10)
		buttons = append(buttons, bot.Button{Label: label, Data: data})
	}
	return [][]bot.Button{buttons}, err
}
