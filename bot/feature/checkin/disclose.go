package checkin

import "github.com/stewardbot/steward/bot"

// Disclose implements bot.Routes.
func (*Feature) Disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	rec, err := load(t.State(), t.Community.ID, m)
	if !rec.at.IsZero() {
		lines = append(lines, t.Text("checkin.data", bot.Args{
			"When": t.Community.Clock(rec.at), "Count": rec.now.length, "Best": rec.best,
		}))
	}
	if rec.free > 0 {
		lines = append(lines, t.Text("checkin.data_free", bot.Args{"Count": rec.free}))
	}
	return lines, err
}
