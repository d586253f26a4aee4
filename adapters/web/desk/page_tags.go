package desk

import "github.com/stewardbot/steward/bot/inspect"

// tagsData are the tags with how many members have each.
type tagsData struct {
	List  []tagRow
	All   bool // every member is counted
	Staff bool // staff gives one of them
}

// tagRow is one tag.
type tagRow struct {
	Name, Label string
	Staff       bool
	Members     int
}

func tagCounts(v *Visit) (any, error) {
	list, all, err := inspect.Tags(v.Turn)
	d := tagsData{All: all}
	for _, t := range list {
		d.List = append(d.List, tagRow(t))
		d.Staff = d.Staff || t.Staff
	}
	return d, err
}

func tagsTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"tag", "label", "given_by", "members"}}
	for _, x := range data.(tagsData).List {
		by := "member"
		if x.Staff {
			by = "staff"
		}
		t.Rows = append(t.Rows, []any{x.Name, x.Label, by, x.Members})
	}
	return t
}
