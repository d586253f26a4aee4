package imports

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot/curve"
	"github.com/stewardbot/steward/bot/phrase"
)

// columns lists the accepted headings of each column, in lower case.
var columns = map[string][]string{
	"id":     {"id", "user", "user id", "user_id", "userid", "account", "member", "member id", "用户", "用戶", "用户id", "用戶id", "账号", "帳號", "成员", "成員"},
	"points": {"points", "xp", "exp", "score", "total", "balance", "积分", "積分", "分数", "分數", "经验", "經驗", "点数", "點數"},
	"level":  {"level", "等级", "等級"},
	// Of purchases.
	"handle":   {"handle", "username", "user name", "user_name", "用户名", "用戶名"},
	"time":     {"time", "date", "at", "paid at", "created at", "created_at", "时间", "時間", "日期", "下单时间", "支付时间", "付款时间"},
	"amount":   {"amount", "price", "sum", "paid", "total", "金额", "金額", "总价", "總價", "实付", "實付", "支付金额"},
	"currency": {"currency", "币种", "幣種", "货币", "貨幣"},
}

func (r *reading) csv() error {
	needs := []string{"id", "points"}
	if r.Source == Arcane {
		needs = append(needs, "level")
	}
	in := csv.NewReader(strings.NewReader(r.Text))
	in.FieldsPerRecord, in.TrimLeadingSpace = -1, true
	in.Comma = separator(r.Text)
	head, err := in.Read()
	if err != nil {
		return phrase.New("imports.not_csv", 1)
	}
	at, wrong := find(head, needs)
	if wrong != nil {
		return wrong
	}
	for {
		row, err := in.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			return phrase.New("imports.not_csv", bad.Line)
		case err != nil:
			return err
		}
		line, _ := in.FieldPos(0)
		if len(row) <= slices.Max(at) {
			r.leave(line, "imports.short")
			continue
		}
		points := row[at[1]]
		if r.Source == Arcane {
			points = r.sum(row[at[2]], points)
		}
		r.add(line, row[at[0]], points)
	}
}

// sum adds the points of a level and those within it. If either is invalid, it returns that
// text, which add then reports.
func (r *reading) sum(level, within string) string {
	n, err := strconv.ParseInt(strings.TrimSpace(level), 10, 64)
	if err != nil || n < 0 || n > curve.MaxLevel {
		return level
	}
	more, err := strconv.ParseInt(strings.TrimSpace(within), 10, 64)
	if err != nil || more < 0 || more > maxPoints {
		return within
	}
	return strconv.FormatInt(r.Curve.At(n)+more, 10)
}

// mostRecord is the maximum size of a record of several lines, in bytes.
const mostRecord = 64 << 10

// records calls fn for each record of a table with the number of its first line, until fn returns false. Marks of quotation may
// stand within a line as they are. A record goes on in further lines only if it is quoted properly: one mark that is not closed
// would swallow what follows.
func records(text string, fn func(line int, row []string) bool) {
	comma := separator(text)
	for line := 1; text != ""; {
		row, size := record(text, comma)
		if row != nil && !fn(line, row) {
			return
		}
		line += strings.Count(text[:size], "\n")
		text = text[size:]
	}
}

// record returns the first record of a text and its size; nil if its first line is empty.
func record(text string, comma rune) (row []string, size int) {
	first := strings.IndexByte(text, '\n') + 1
	if first == 0 {
		first = len(text)
	}
	if strings.Trim(text[:first], "\r\n") == "" {
		return nil, first
	}
	near := text[:min(len(text), mostRecord)]
	if len(near) < len(text) {
		near = text[:max(first, strings.LastIndexByte(near, '\n')+1)]
	}
	for _, lazy := range []bool{false, true} {
		in := csv.NewReader(strings.NewReader(near))
		in.FieldsPerRecord, in.TrimLeadingSpace, in.LazyQuotes, in.Comma = -1, true, lazy, comma
		if row, err := in.Read(); err == nil {
			return row, int(in.InputOffset())
		}
		near = text[:first]
	}
	return nil, first
}

// separator returns the most frequent of comma, semicolon and tab in the first line.
func separator(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best := ','
	for _, s := range ";\t" {
		if strings.Count(line, string(s)) > strings.Count(line, string(best)) {
			best = s
		}
	}
	return best
}

// named reports whether one of the headings may be a column's.
func named(head []string, column string) bool {
	return slices.ContainsFunc(head, func(name string) bool {
		return slices.Contains(columns[column], strings.ToLower(strings.TrimSpace(name)))
	})
}

// find returns the index of each needed column, or what is wrong with the headings.
func find(head, needs []string) (at []int, wrong error) {
	for _, need := range needs {
		var found []int
		for i, name := range head {
			if slices.Contains(columns[need], strings.ToLower(strings.TrimSpace(name))) {
				found = append(found, i)
			}
		}
		switch len(found) {
		case 0:
			return nil, phrase.New("imports.no_column", need, columns[need])
		case 1:
			at = append(at, found[0])
		default:
			return nil, phrase.New("imports.columns", head[found[0]], head[found[1]])
		}
	}
	return at, nil
}
