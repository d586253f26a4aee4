package proof

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Verified is a record that was read.
type Verified struct {
	Head
	Commitment string
	Digest     string
	Drawn      []Drawn
}

// MaxRecord is the largest record in bytes that is read.
const MaxRecord = 256 << 20

// Verify reads a record and works it out again. Its faults are phrases, in the
// order in which they were found; none if everything agrees. What could be read
// is returned even then.
func Verify(r io.Reader) (v Verified, faults []error) {
	fault := func(code string, args ...any) { faults = append(faults, phrase.New(code, args...)) }
	text, err := io.ReadAll(io.LimitReader(bufio.NewReader(r), MaxRecord+1))
	if err != nil {
		return v, []error{err}
	}
	top, list, ok := strings.Cut(string(text), "\n\n")
	if !ok || len(text) > MaxRecord {
		return v, []error{phrase.New("draws.no_record")}
	}
	lines := strings.Split(top, "\n")
	const head = 8
	if len(lines) < head || lines[0]+"\n" != format || !v.parse(lines[1:head]) {
		return v, []error{phrase.New("draws.no_record")}
	}
	if !strings.HasPrefix(string(text), v.Head.String()) {
		if v.Commitment != Commit(v.Rules, v.Seed) {
			fault("draws.commitment")
		} else {
			fault("draws.written")
		}
	}
	if v.Digest != v.Lot().String() {
		fault("draws.digest")
	}
	if len(v.Rules.Places) == 0 || v.Rules.Places[0] != v.Place {
		fault("draws.post_place", v.Place)
	}
	entries, ok := parseList(list)
	if !ok {
		fault("draws.list_lines")
		return v, faults
	}
	tickets := uint64(0)
	for i, e := range entries {
		tickets += e.Tickets
		if i > 0 && entries[i-1].Code >= e.Code {
			fault("draws.list_order", i+1)
			return v, faults
		}
	}
	if digest(list) != v.List {
		fault("draws.list")
	}
	if len(entries) != v.Entries || tickets != v.Tickets {
		fault("draws.counts", len(entries), tickets)
	}
	for i, line := range lines[head:] {
		d, ok := parsePlace(line, i+1)
		if !ok {
			fault("draws.place_line", i+1)
			return v, faults
		}
		v.Drawn = append(v.Drawn, d)
	}
	v.judge(entries, fault)
	return v, faults
}

// judge draws again.
func (v *Verified) judge(entries []Entry, fault func(code string, args ...any)) {
	held := make([]int, len(v.Rules.Prizes))
	for i, code := range v.Lot().Order(entries, len(v.Drawn)) {
		if d := v.Drawn[i]; d.Code != code {
			fault("draws.place", i+1, code, d.Code)
		}
	}
	if len(v.Drawn) > len(entries) {
		fault("draws.too_many", len(v.Drawn), len(entries))
	}
	for i, d := range v.Drawn {
		if d.Prize >= len(held) {
			fault("draws.no_prize", i+1)
		} else if d.Holds() {
			held[d.Prize]++
		}
	}
	for i, p := range v.Rules.Prizes {
		switch {
		case held[i] > p.Winners:
			fault("draws.prize_often", p.Name, held[i], p.Winners)
		case held[i] < p.Winners && len(v.Drawn) < len(entries):
			fault("draws.prize_left", p.Name, held[i], p.Winners)
		}
	}
}

// parse reads the lines from the rules to the post.
func (v *Verified) parse(lines []string) bool {
	for i, key := range []string{"rules ", "seed ", "commitment ", "list ", "entries ", "post ", "digest "} {
		if !strings.HasPrefix(lines[i], key) {
			return false
		}
		lines[i] = lines[i][len(key):]
	}
	if err := json.Unmarshal([]byte(lines[0]), &v.Rules); err != nil {
		return false
	}
	v.Seed, v.Commitment, v.List = lines[1], lines[2], lines[3]
	if _, err := fmt.Sscanf(lines[4], "%d tickets %d", &v.Entries, &v.Tickets); err != nil {
		return false
	}
	v.Place, v.Post, _ = strings.Cut(lines[5], " ")
	v.Digest = lines[6]
	return true
}

func parsePlace(line string, n int) (d Drawn, ok bool) {
	_, err := fmt.Sscanf(line, "place %d prize %d %s %s", new(int), &d.Prize, &d.State, &d.Code)
	d.Prize--
	return d, err == nil && d.Prize >= 0 && slices.Contains(States(), d.State) && d.Line(n) == line+"\n"
}

// parseList reads the entries; false if a line is not as Entry.Line writes it.
func parseList(list string) (entries []Entry, ok bool) {
	for line := range strings.Lines(list) {
		code, tickets, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		n, err := strconv.ParseUint(tickets, 10, 32)
		e := Entry{code, n}
		if err != nil || n == 0 || !isCode(code) || e.Line() != line {
			return nil, false
		}
		entries = append(entries, e)
	}
	return entries, true
}

func isCode(s string) bool {
	return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == ""
}
