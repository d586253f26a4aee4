package checkin

import "github.com/stewardbot/steward/bot"

// Disclose implements bot.Routes.
func (*Feature) Disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	rec, err := load(t.State(), t.Community.ID, m)
	if err != nil || rec.at.IsZero() {
		return nil, err
	}
	return []string{t.Text("checkin.data", bot.Args{
		"When": rec.at.In(t.Community.Zone).Format("2006-01-02 15:04"), "Count": rec.now.length, "Best": rec.best,
	})}, nil
}
