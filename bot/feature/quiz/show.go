package quiz

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/quiz/bank"
	"github.com/stewardbot/steward/bot/markup"
)

const (
	maxNames = 5  // of the first ones, below a solution
	maxLines = 10 // of a scoreboard
)

// asked returns the question's text, in markup.
func asked(t *bot.Turn, r *run, q *bank.Question) []string {
	return []string{
		markup.Escape(t.Text("quiz.number", bot.Args{"Number": r.Number + 1, "Of": r.Total})),
		markup.Format([]markup.Span{{Text: q.Text, Look: markup.Bold}}),
	}
}

// questionText returns the question and how to answer; its choices are on the
// buttons.
func questionText(t *bot.Turn, r *run, q *bank.Question) string {
	key := "quiz.how_press"
	if len(q.Choices) == 0 {
		key = "quiz.how_type"
	}
	how := t.Text(key, bot.Args{"Seconds": int(r.Time.Seconds())})
	return strings.Join(append(asked(t, r, q), markup.Escape(how)), "\n")
}

// showSolution edits the question's posts: the choices, the right answer, the
// explanation, and who knew it; nil who omits the last.
func showSolution(t *bot.Turn, r *run, who func(*bot.Turn) (string, error)) error {
	q, err := r.question(t)
	if err != nil {
		return err
	}
	for _, p := range r.Posts {
		if p.Lost {
			continue
		}
		text, err := solution(t.ToPlace(p.Place), r, q, who)
		if err != nil {
			return err
		}
		t.Do(bot.Edit{Place: p.Place, Target: bot.Target{Ref: p.Ref}, Text: text, Rich: true, Expires: t.Now().Add(stale)})
	}
	return nil
}

func solution(t *bot.Turn, r *run, q *bank.Question, who func(*bot.Turn) (string, error)) (string, error) {
	right := q.Answers[0]
	if i := q.Right(); i >= 0 {
		right = bank.Letter(i) + "  " + right
	}
	lines := asked(t, r, q)
	for i, c := range q.Choices {
		lines = append(lines, markup.Escape(bank.Letter(i)+"  "+c))
	}
	lines = append(lines, markup.Escape(t.Text("quiz.right", bot.Args{"Answer": right})))
	if q.Explanation != "" {
		lines = append(lines, markup.Escape(q.Explanation))
	}
	if who != nil {
		names, err := who(t)
		if err != nil {
			return "", err
		}
		lines = append(lines, markup.Escape(names))
	}
	return strings.Join(lines, "\n"), nil
}

// fastestText names the first of those who knew it.
func fastestText(t *bot.Turn, hits []hit) (string, error) {
	if len(hits) == 0 {
		return t.Text("quiz.nobody", nil), nil
	}
	var names []string
	for _, h := range hits[:min(len(hits), maxNames)] {
		n, err := nameOf(t, h.member)
		if err != nil {
			return "", err
		}
		names = append(names, n)
	}
	return t.Text("quiz.fastest_names", bot.Args{"Count": len(hits), "Names": strings.Join(names, t.Text("quiz.comma", nil))}), nil
}

func nameOf(t *bot.Turn, id bot.MemberID) (string, error) {
	m, err := t.MemberByID(id)
	if err != nil {
		return "", err
	}
	if m == nil {
		return t.Text("quiz.somebody", nil), nil
	}
	return answer.Name(m, nil), nil
}

func boardText(t *bot.Turn, r *run, title string, board []standing) (string, error) {
	lines := []string{t.Text(title, bot.Args{"Title": r.Title})}
	if len(board) == 0 {
		lines = append(lines, t.Text("quiz.board_empty", nil))
	}
	for _, s := range board[:min(len(board), maxLines)] {
		n, err := nameOf(t, s.member)
		if err != nil {
			return "", err
		}
		args := bot.Args{"Rank": s.rank, "Name": n, "Count": s.right, "Points": answer.Points(t, s.points)}
		switch {
		case s.capped:
			lines = append(lines, t.Text("quiz.row_capped", args))
		case s.points == 0:
			lines = append(lines, t.Text("quiz.row", args))
		default:
			lines = append(lines, t.Text("quiz.row_paid", args))
		}
	}
	if more := len(board) - maxLines; more > 0 {
		lines = append(lines, t.Text("quiz.more", bot.Args{"Count": more}))
	}
	return strings.Join(lines, "\n"), nil
}
