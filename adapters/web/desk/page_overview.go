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
	// As the insights count them; nil if that is not known. Now are the members of today, the others those who were active
	// in periods that end today, and in the periods before these.
	Now, Today, Week, WeekBefore, Month, MonthBefore any
	Watched                                          []inspect.Alarm
	// By day, as the insights count them.
	ActiveLine, MessagesLine *spark
	Goals                    []goal
}

// goal is one with what is; Actual is nil, and State empty, if that is not known.
type goal struct {
	Metric, Owner, By, State string
	Target, Actual           any
}

// goals compares the community's goals with what is.
func (v *Visit) goals() (list []goal, err error) {
	f, err := insight.Compute(v.Figures(), insight.Query{Name: insight.GoalsSection})
	if err != nil {
		return nil, err
	}
	for _, row := range f.Rows {
		g := goal{Target: row[3], Actual: row[4]}
		g.Metric, _ = row[0].(string)
		g.Owner, _ = row[1].(string)
		g.By, _ = row[2].(string)
		g.State, _ = row[7].(string)
		list = append(list, g)
	}
	return list, nil
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
	for _, n := range []struct {
		figure   string
		from, to bot.Day
		value    *any
	}{
		{"members", today, today, &data.Now}, {"active", today, today, &data.Today},
		{"active", today - 6, today, &data.Week}, {"active", today - 13, today - 7, &data.WeekBefore},
		{"active", today - 27, today, &data.Month}, {"active", today - 55, today - 28, &data.MonthBefore},
	} {
		f, err := insight.Compute(v.Figures(), insight.Query{Name: n.figure, From: n.from.String(), To: n.to.String()})
		if err != nil {
			return nil, err
		}
		if n.to == today || f.Rows[0][1] != nil { // else not all of it is known
			*n.value = f.Value
		}
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
	if err == nil {
		data.Goals, err = v.goals()
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
