package insight

import "strings"

// col returns the column of a heading's code.
func col(heading string, t Type) Column { return Column{strings.TrimPrefix(heading, "column."), t} }

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
			name: "messages", unit: "messages", by: byDay, periods: true, history: true, members: true, place: true, compute: messages,
			columns: []Column{col("column.from", Day), col("column.messages", Count)},
		},
		{
			name: "engagement", unit: "number", by: byDay, periods: true, history: true, members: true, compute: engagement,
			columns: []Column{
				col("column.from", Day), col("column.active", Count), col("column.messages", Count), col("column.reactions", Count), col("column.messages_each", Number), col("column.reactions_each", Number),
			},
		},
		{
			name: "returning", unit: "members", by: byWeek, periods: true, history: true, members: true, compute: returning,
			columns: []Column{col("column.from", Day), col("column.active", Count), col("column.new", Count), col("column.kept", Count), col("column.back", Count), col("column.lost", Count)},
		},
		{
			name: "retention", unit: "share", by: byWeek, history: true, members: true, compute: retention,
			columns: []Column{col("column.cohort", Day), col("column.joined", Count), col("column.week", Count), col("column.eligible", Count), col("column.active", Count), col("column.rate", Share)},
		},
		{
			name: "check_ins", unit: "members", by: byDay, periods: true, history: true, members: true, compute: checkIns,
			columns: []Column{col("column.from", Day), col("column.checked_in", Count), col("column.active", Count), col("column.rate", Share)},
		},
		{
			name: "hours", unit: "messages", by: byDay, history: true, compute: hours,
			columns: []Column{col("column.weekday", Count), col("column.hour", Count), col("column.messages", Count), col("column.each", Number)},
		},
		{
			name: "places", unit: "messages", by: byDay, history: true, compute: places,
			columns: []Column{col("column.place", Text), col("column.messages", Count), col("column.share", Share)},
		},
	}
}
