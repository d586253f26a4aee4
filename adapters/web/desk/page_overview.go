package desk

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/inspect"
)

// overviewData are a community's plain figures, and what waits for a person.
type overviewData struct {
	inspect.Pulse
	inspect.Waiting
	NotReady []string
	// Members active in spans that end today, as the insights count them; nil if that is not known.
	Today, Week, Month any
	Watched            []inspect.Alarm
	// By day, as the insights count them.
	ActiveLine, MessagesLine *spark
}

func overview(v *Visit) (any, error) {
	o := v.Desk.opt
	pulse, err := inspect.PulseOf(v.Reader, v.Community, v.Now, o.metric("messages"), o.metric("points_earned"))
	if err != nil {
		return nil, err
	}
	waiting, err := inspect.WaitingIn(v.Reader, v.Community.ID, v.Now)
	data := overviewData{Pulse: pulse, Waiting: waiting}
	for _, line := range o.Engine.NotReady() {
		data.NotReady = append(data.NotReady, line.In(v.Tag))
	}
	today := v.Community.Day(v.Now)
	for days, n := range map[bot.Day]*any{1: &data.Today, 7: &data.Week, 28: &data.Month} {
		f, err := insight.Compute(v.Figures(), insight.Query{Name: "active", From: (today - days + 1).String(), To: today.String()})
		if err != nil {
			return nil, err
		}
		*n = f.Value
	}
	if err == nil {
		data.Watched, err = inspect.Watched(v.Reader, v.Community.ID)
	}
	if err == nil {
		data.ActiveLine, err = v.spark("active")
	}
	if err == nil {
		data.MessagesLine, err = v.spark("messages")
	}
	return data, err
}

// metric returns what is counted under a name.
func (o *Options) metric(name string) bot.Metric {
	i := slices.IndexFunc(o.Metrics, func(m bot.Metric) bool { return m.Name == name })
	if i < 0 {
		return bot.Metric{}
	}
	return o.Metrics[i]
}
