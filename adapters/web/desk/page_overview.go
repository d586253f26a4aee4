package desk

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
)

// overviewData are a community's plain figures, and what waits for a person.
type overviewData struct {
	inspect.Pulse
	inspect.Waiting
	NotReady []string
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
