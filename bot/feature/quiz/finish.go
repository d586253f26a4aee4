package quiz

import (
	"cmp"
	"errors"
	"math/bits"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// standing is one line of a scoreboard.
type standing struct {
	member       bot.MemberID
	right, first int
	points       int64
	capped       bool
	rank         int // from 1; equal scores share a rank
}

// finish ends a run: it pays the winners, if any, posts the scoreboard below a
// title, given as a catalogue key, and clears the tables.
func (f *Feature) finish(t *bot.Turn, r *run, title string, paid bool) error {
	board, err := r.board(t)
	if err != nil {
		return err
	}
	if paid {
		if err := f.crown(t, r, board); err != nil {
			return err
		}
	}
	for _, p := range r.Posts {
		text, err := boardText(t.ToPlace(p.Place), r, title, board)
		if err != nil {
			return err
		}
		t.Do(bot.Say{Place: p.Place, Text: text, Lane: bot.Posts, Expires: t.Now().Add(stale)})
	}
	if err := f.life.Finish(t, r.Activity, r.Paid); err != nil {
		return err
	}
	return r.end(t)
}

// board returns the participants with right answers, best first: by their
// number, then by how often they were first.
func (r *run) board(t *bot.Turn) (board []standing, err error) {
	err = each(t, scoreRows, r, func(m bot.MemberID, s score) error {
		board = append(board, standing{
			member: m, right: bits.OnesCount64(s.Right), first: bits.OnesCount64(s.First), points: s.Points, capped: s.Capped,
		})
		return nil
	})
	slices.SortFunc(board, func(x, y standing) int {
		return cmp.Or(y.compare(x), cmp.Compare(x.member, y.member))
	})
	for i := range board {
		board[i].rank = i + 1
		if i > 0 && board[i].compare(board[i-1]) == 0 {
			board[i].rank = board[i-1].rank
		}
	}
	return board, err
}

func (s standing) compare(o standing) int {
	return cmp.Or(cmp.Compare(s.right, o.right), cmp.Compare(s.first, o.first))
}

// crown shares the winner's award among those with the first rank.
func (f *Feature) crown(t *bot.Turn, r *run, board []standing) error {
	winners := 0
	for winners < len(board) && board[winners].rank == 1 {
		winners++
	}
	for i := range board[:winners] {
		share := r.Award.Winner / int64(winners)
		got, err := f.reward(t, r, board[i].member, share, bot.Finding{Code: "winner"})
		if err != nil {
			return err
		}
		board[i].points += got
		board[i].capped = board[i].capped || got < share
	}
	return nil
}

// end clears what the tables hold of a run, and its timer.
func (r *run) end(t *bot.Turn) error {
	err := errors.Join(
		answerRows.Clear(t.State(), memberKeys.Under2(t.Community.ID, r.ID)),
		scoreRows.Clear(t.State(), memberKeys.Under2(t.Community.ID, r.ID)),
		questionRows.Clear(t.State(), numberKeys.Under2(t.Community.ID, r.ID)),
	)
	if err != nil {
		return err
	}
	for _, p := range r.Posts {
		if err := placeRows.Delete(t.State(), store.K2(t.Community.ID, p.Place)); err != nil {
			return err
		}
	}
	if err := runRows.Delete(t.State(), store.K2(t.Community.ID, r.ID)); err != nil {
		return err
	}
	return r.timer(t, time.Time{})
}

// stop handles /quiz stop: answers to the open question don't count, and nobody
// wins.
func (f *Feature) stop(t *bot.Turn) error {
	moderator, err := f.moderates(t)
	if err != nil {
		return err
	}
	if !moderator {
		refuse(t, "quiz.denied_stop", nil)
		return nil
	}
	r, err := at(t, t.Event.Place)
	if err != nil {
		return err
	}
	if r == nil {
		refuse(t, "quiz.none_on", nil)
		return nil
	}
	if r.Open {
		if err := showSolution(t, r, nil); err != nil {
			return err
		}
	}
	t.Find(bot.Finding{Code: "stopped"})
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text("quiz.ack_stopped", nil)})
	return f.finish(t, r, "quiz.board_stopped", false)
}
