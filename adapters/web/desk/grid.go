package desk

import (
	"strconv"

	"github.com/stewardbot/steward/bot/insight"
)

// grid is a table whose cells are shaded by their value.
type grid struct {
	Corner string
	Heads  []string
	Rows   []gridRow
}

type gridRow struct {
	Head  string
	Cells []shaded
}

// shaded is a cell; Shade is between 0 and shades.
type shaded struct {
	Text  string
	Shade int
	Title string
}

const shades = 8

// shade returns how dark a part of the whole is.
func shade(part, whole float64) int {
	if whole <= 0 || part <= 0 {
		return 0
	}
	return max(1, min(shades, int(part/whole*shades+0.5)))
}

// cohortGrid has a row for each week of joining, all of them first, and a column for each week after.
func cohortGrid(v *Visit, f *insight.Figure) *grid {
	g := &grid{Corner: v.T("insights.cohort")}
	at := map[string]int{}
	for _, row := range f.Rows {
		name, _ := row[0].(string)
		i, ok := at[name]
		if !ok {
			i, at[name] = len(g.Rows), len(g.Rows)
			head := v.T("insights.everybody")
			if name != "" {
				head = name
			}
			g.Rows = append(g.Rows, gridRow{Head: head + " · " + v.Number(row[1])})
		}
		week := int(row[2].(int64))
		for len(g.Heads) <= week {
			g.Heads = append(g.Heads, v.T("insights.week", "Number", len(g.Heads)))
		}
		for len(g.Rows[i].Cells) < week {
			g.Rows[i].Cells = append(g.Rows[i].Cells, shaded{})
		}
		cell := shaded{Text: v.Number(row[4]), Title: v.Number(row[4]) + " / " + v.Number(row[3])}
		if rate := float(row[5]); rate != nil {
			cell.Text, cell.Shade = strconv.Itoa(int(100**rate+0.5))+" %", shade(*rate, 1)
		}
		g.Rows[i].Cells = append(g.Rows[i].Cells, cell)
	}
	for i := range g.Rows {
		for len(g.Rows[i].Cells) < len(g.Heads) {
			g.Rows[i].Cells = append(g.Rows[i].Cells, shaded{})
		}
	}
	return g
}

// hourGrid has a row for each weekday and a column for each hour.
func hourGrid(v *Visit, f *insight.Figure) *grid {
	g, most := &grid{Corner: v.T("insights.weekday")}, 0.0
	for hour := range 24 {
		g.Heads = append(g.Heads, strconv.Itoa(hour))
	}
	for _, row := range f.Rows {
		if x := float(row[3]); x != nil {
			most = max(most, *x)
		}
	}
	for weekday := range 7 {
		g.Rows = append(g.Rows, gridRow{Head: v.T("weekday." + strconv.Itoa(weekday+1)), Cells: make([]shaded, 24)})
	}
	for _, row := range f.Rows {
		cell := &g.Rows[row[0].(int64)-1].Cells[row[1].(int64)]
		x := float(row[3])
		if x == nil {
			continue
		}
		cell.Shade, cell.Title = shade(*x, most), v.Number(row[2])
		switch {
		case *x >= 9.95:
			cell.Text = strconv.Itoa(int(*x + 0.5))
		case *x > 0:
			cell.Text = strconv.FormatFloat(*x, 'f', 1, 64)
		}
	}
	return g
}
