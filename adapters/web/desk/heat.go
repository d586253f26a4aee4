package desk

import (
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
)

// heat is a calendar of days as small squares, a column for each week, shaded by messages; its numbers by month are in a
// table on the same page.
type heat struct {
	Name        string // what it shows, in a sentence
	Width       int
	Cells       []heatCell
	First, Last string
	Months      []heatMonth // the latest first
}

type heatCell struct {
	X, Y, Shade int // Shade 0: not active
	Title       string
}

type heatMonth struct {
	Month    string
	Days     int
	Messages int64
}

// heatStep is the distance of two squares.
const heatStep = 12

// newHeat draws a member's days.
func newHeat(v *Visit, h *inspect.Habits) *heat {
	c := &heat{First: h.From.String(), Last: h.To.String(), Name: v.T("member.active_days", "Count", len(h.Days), "Of", int(h.To-h.From)+1)}
	most, active := int64(1), map[bot.Day]int64{}
	for _, d := range h.Days {
		active[d.Day] = d.Messages
		most = max(most, d.Messages)
		month := d.Day.String()[:7]
		if n := len(c.Months); n == 0 || c.Months[n-1].Month != month {
			c.Months = append(c.Months, heatMonth{Month: month})
		}
		last := &c.Months[len(c.Months)-1]
		last.Days++
		last.Messages += d.Messages
	}
	for i, j := 0, len(c.Months)-1; i < j; i, j = i+1, j-1 {
		c.Months[i], c.Months[j] = c.Months[j], c.Months[i]
	}
	column, begins := 0, v.weekday(h.From)
	for d := h.From; d <= h.To; d++ {
		row := (begins + int(d-h.From)) % 7
		if row == 0 && d > h.From {
			column++
		}
		cell := heatCell{X: column * heatStep, Y: row * heatStep, Title: d.String()}
		if n, ok := active[d]; ok {
			cell.Shade = max(shade(float64(n), float64(most))/2, 1)
			cell.Title += " · " + v.T("member.messages_on", "Count", n)
		}
		c.Cells = append(c.Cells, cell)
	}
	c.Width = (column + 1) * heatStep
	return c
}

// weekGrid has a row for each weekday and a column for each hour.
func weekGrid(v *Visit, hours *[7][24]int) *grid {
	g, most := &grid{Corner: v.T("insights.weekday")}, 0
	for hour := range 24 {
		g.Heads = append(g.Heads, strconv.Itoa(hour))
	}
	for _, row := range hours {
		for _, n := range row {
			most = max(most, n)
		}
	}
	for weekday, row := range hours {
		r := gridRow{Head: v.T("weekday." + strconv.Itoa(weekday+1))}
		for _, n := range row {
			cell := shaded{Shade: shade(float64(n), float64(most))}
			if n > 0 {
				cell.Text = strconv.Itoa(n)
			}
			r.Cells = append(r.Cells, cell)
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}
