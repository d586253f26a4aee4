package insight

import "github.com/stewardbot/steward/bot"

// Trial is a run of a campaign: some members got a message, and others, drawn by lot, none.
type Trial struct {
	Number      uint64  `json:"number"`
	Name        string  `json:"name"`
	From        bot.Day `json:"from"` // the days within which it counts who comes back
	Until       bot.Day `json:"until"`
	Meant       int     `json:"meant"` // members that it is for, whether or not they can be reached
	Written     int     `json:"written"`
	Back        int     `json:"back"`
	Control     int     `json:"control"`
	ControlBack int     `json:"control_back"`
	Stopped     bool    `json:"stopped"`
	Ended       bool    `json:"ended"` // the days are over
}

// Verdict is what can be said of a trial.
type Verdict string

// The verdicts. Only More, Fewer and Alike are claims.
const (
	Pending Verdict = "pending" // the days are not over: nothing is told before
	Stopped Verdict = "stopped" // not all who were meant to got the message
	Alone   Verdict = "alone"   // there is nobody to compare with, or nobody got the message
	Few     Verdict = "few"     // too few people for shares
	Unsure  Verdict = "unsure"  // too few people in a group to claim anything
	More    Verdict = "more"    // more came back with the message: the interval is above 0
	Fewer   Verdict = "fewer"
	Alike   Verdict = "alike" // the interval includes 0
)

// leastGroup is the number of people in a group below which nothing is claimed.
const leastGroup = 20

// Judge returns the verdict of a trial, and its uplift: nil if there is none to tell.
func (x Trial) Judge() (Verdict, *Uplift) {
	switch {
	case x.Stopped:
		return Stopped, nil
	case !x.Ended:
		return Pending, nil
	case x.Written == 0 || x.Control == 0:
		return Alone, nil
	case x.Written+x.Control < FewMembers:
		return Few, nil
	}
	u := Compare(x.Back, x.Written, x.ControlBack, x.Control)
	switch {
	case min(x.Written, x.Control) < leastGroup:
		return Unsure, &u
	case u.Low > 0:
		return More, &u
	case u.High < 0:
		return Fewer, &u
	}
	return Alike, &u
}

// campaigns lists the campaigns that were started in the time. Who came back is told once the days are over.
func campaigns(c *calc) error {
	n := int64(0)
	list := c.Trials
	if list == nil {
		list = func(func(Trial)) error { return nil }
	}
	err := list(func(x Trial) {
		if x.From < c.from || x.From > c.to {
			return
		}
		n++
		verdict, uplift := x.Judge()
		cells := []any{int64(x.Number), x.Name, x.From.String(), x.Until.String(), int64(x.Meant), int64(x.Written), nil, int64(x.Control), nil, nil, nil, nil, string(verdict)}
		if x.Ended && !x.Stopped {
			cells[6], cells[8] = int64(x.Back), int64(x.ControlBack)
		}
		if uplift != nil {
			cells[9], cells[10], cells[11] = rounded(uplift.Difference), rounded(uplift.Low), rounded(uplift.High)
		}
		switch verdict {
		case Pending:
			c.figure.Partial = append(c.figure.Partial, len(c.figure.Rows))
			c.figure.note("insight.trial_pending")
		case Few:
			c.figure.note("insight.few", FewMembers)
		case Unsure:
			c.figure.note("insight.trial_unsure", leastGroup)
		}
		c.figure.row(cells...)
	})
	if c.figure.Value = n; n == 0 {
		c.figure.note("insight.no_campaigns")
	}
	return err
}
