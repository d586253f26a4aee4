package insight

import "strings"

// col returns the column of a heading's code.
func col(heading string, t Type) Column { return Column{strings.TrimPrefix(heading, "column."), t} }

func wroteIt(c *calc) []uint16    { return c.metrics("messages") }
func joinedThen(c *calc) []uint16 { return c.metrics("joins") }
func tookPart(c *calc) []uint16   { return append(c.active(), c.took()...) }

// figures is the registry.
func figures() []spec {
	return []spec{
		{
			name: "members", unit: "members", by: byDay, periods: true, history: true, compute: members,
			columns: []Column{col("column.from", Day), col("column.joined", Count), col("column.left", Count), col("column.net", Count), col("column.members", Count)},
		},
		{
			name: "active", unit: "members", by: byDay, periods: true, history: true, members: true, compute: active,
			columns: []Column{col("column.from", Day), col("column.active", Count), col("column.members", Count), col("column.rate", Share)},
		},
		{
			name: "messages", unit: "messages", by: byDay, periods: true, history: true, members: true, place: true, concerns: wroteIt, compute: messages,
			columns: []Column{col("column.from", Day), col("column.messages", Count)},
		},
		{
			name: "engagement", unit: "number", by: byDay, periods: true, history: true, members: true, concerns: (*calc).active, compute: engagement,
			columns: []Column{
				col("column.from", Day), col("column.active", Count), col("column.messages", Count), col("column.reactions", Count), col("column.messages_each", Number), col("column.reactions_each", Number),
			},
		},
		{
			name: "returning", unit: "members", by: byWeek, periods: true, history: true, members: true, sets: true, concerns: (*calc).active, compute: returning,
			columns: []Column{col("column.from", Day), col("column.active", Count), col("column.new", Count), col("column.kept", Count), col("column.back", Count), col("column.lost", Count)},
		},
		{
			name: "retention", unit: "share", by: byWeek, history: true, members: true, concerns: joinedThen, compute: retention,
			columns: []Column{col("column.cohort", Day), col("column.joined", Count), col("column.week", Count), col("column.eligible", Count), col("column.active", Count), col("column.rate", Share)},
		},
		{
			name: "check_ins", unit: "members", by: byDay, periods: true, history: true, members: true, sets: true, concerns: (*calc).active, compute: checkIns,
			columns: []Column{col("column.from", Day), col("column.checked_in", Count), col("column.active", Count), col("column.rate", Share)},
		},
		{
			name: "participation", unit: "members", by: byWeek, periods: true, history: true, members: true, sets: true, concerns: tookPart, compute: participation,
			columns: []Column{
				col("column.from", Day), col("column.active", Count), col("column.quizzes", Count), col("column.quiz_share", Share),
				col("column.polls", Count), col("column.poll_share", Share), col("column.draws", Count), col("column.draw_share", Share),
			},
		},
		{
			name: "activities", unit: "activities", by: byDay, compute: activities,
			columns: []Column{
				col("column.number", Count), col("column.kind", Text), col("column.name", Text), col("column.opens", Day), col("column.closes", Day),
				col("column.entries", Count), col("column.left_out", Count), col("column.active", Count), col("column.share", Share),
			},
		},
		{
			name: "evaluation", unit: "activities", by: byDay, days: 90, members: true, compute: evaluation,
			columns: []Column{
				col("column.number", Count), col("column.kind", Text), col("column.name", Text), col("column.opens", Day), col("column.closes", Day),
				col("column.active", Count), col("column.took_part", Count), col("column.share", Share), col("column.wrote", Count), col("column.wrote_share", Share),
				col("column.redeemed_by", Count), col("column.redeemed_share", Share), col("column.bought_by", Count), col("column.bought_share", Share), col("column.answered", Count), col("column.satisfied", Count),
				col("column.satisfaction", Share), col("column.paid_out", Count), col("column.cost", Number),
				col("column.revenue", Number), col("column.roi", Number),
			},
		},
		{
			name: "marks", unit: "activities", by: byDay, days: 90, members: true, compute: marks,
			columns: []Column{
				col("column.number", Count), col("column.kind", Text), col("column.name", Text), col("column.mark_1", Count), col("column.mark_2", Count),
				col("column.mark_3", Count), col("column.mark_4", Count), col("column.mark_5", Count), col("column.answered", Count), col("column.satisfied", Count),
				col("column.satisfaction", Share),
			},
		},
		{
			name: "campaigns", unit: "campaigns", by: byDay, days: 365, compute: campaigns,
			columns: []Column{
				col("column.number", Count), col("column.name", Text), col("column.from", Day), col("column.until", Day), col("column.meant", Count),
				col("column.written", Count), col("column.came_back", Count), col("column.control", Count), col("column.control_back", Count),
				col("column.uplift", Share), col("column.lowest", Share), col("column.highest", Share), col("column.state", Text),
			},
		},
		{
			name: "funnel", unit: "members", by: byDay, days: 12*7 + funnelDays, history: true, members: true, concerns: joinedThen, compute: funnel,
			columns: []Column{col("column.step", Text), col("column.members", Count), col("column.of_joined", Share), col("column.of_previous", Share)},
		},
		{
			name: "points", unit: "points", by: byDay, periods: true, history: true, compute: points,
			columns: []Column{
				col("column.from", Day), col("column.issued", Count), col("column.taken", Count), col("column.redeemed", Count), col("column.lapsed", Count),
				col("column.held", Count),
			},
		},
		{
			name: "sources", unit: "points", by: byDay, history: true, compute: sources,
			columns: []Column{col("column.way", Text), col("column.source", Text), col("column.points", Count)},
		},
		{
			name: "revenue", unit: "number", by: byWeek, periods: true, history: true, members: true, compute: revenue,
			columns: []Column{
				col("column.from", Day), col("column.purchases", Count), col("column.revenue", Number), col("column.buyers", Count), col("column.unmatched", Count),
			},
		},
		{
			name: "moderation", unit: "cases", by: byWeek, periods: true, history: true, compute: moderation,
			columns: []Column{
				col("column.from", Day), col("column.by_rules", Count), col("column.by_moderators", Count), col("column.overturned", Count),
				col("column.upheld", Count), col("column.precision_low", Share), col("column.precision_high", Share), col("column.reports", Count), col("column.decided", Count), col("column.median_wait", Seconds),
			},
		},
		{
			name: "moderators", unit: "moderators", by: byDay, history: true, compute: moderators,
			columns: []Column{
				col("column.account", Text), col("column.name", Text), col("column.cases", Count), col("column.decided", Count), col("column.appeals", Count),
				col("column.undone", Count),
			},
		},
		{
			name: "posts", unit: "posts", by: byDay, history: true, compute: posts,
			columns: []Column{
				col("column.posted", Text), col("column.place", Text), col("column.message", Text), col("column.reactions", Count), col("column.members", Count),
				col("column.answers", Count), col("column.messages", Count),
			},
		},
		{
			name: "terms", unit: "members", by: byDay, weeks: true, days: 2, history: true, compute: terms,
			columns: []Column{col("column.term", Text), col("column.members", Count), col("column.before", Count), col("column.growth", Number), col("column.likelihood", Number)},
		},
		{
			name: "hours", unit: "messages", by: byDay, history: true, compute: hours,
			columns: []Column{col("column.weekday", Count), col("column.hour", Count), col("column.messages", Count), col("column.each", Number)},
		},
		{
			name: "places", unit: "messages", by: byDay, history: true, compute: places,
			columns: []Column{col("column.place", Text), col("column.messages", Count), col("column.share", Share)},
		},
		{
			name: "goals", unit: "goals", by: byDay, history: true, compute: goals,
			columns: []Column{
				col("column.metric", Text), col("column.owner", Text), col("column.by", Day), col("column.target", Count), col("column.actual", Number),
				col("column.pace", Number), col("column.needed", Number), col("column.state", Text),
			},
		},
	}
}
