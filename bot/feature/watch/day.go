package watch

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// day holds the hours of a day that are known, in their order.
type day struct{ hours []hour }

// hour is one hour by the community's clock; where clocks are put back, a day has two of a number.
type hour struct {
	number int // from 0
	people counts
}

const (
	hoursADay = 24
	twice     = 2 // hours of a number in a day
	known     = 5 // signals
)

// counts are people by signal, in the order of signals.
type counts [known]int

// add adds an hour; beyond two of a number it replaces the last.
func (d *day) add(x hour) {
	i := 0
	for ; i < len(d.hours) && d.hours[i].number <= x.number; i++ {
	}
	if i >= twice && d.hours[i-twice].number == x.number {
		d.hours[i-1] = x
		return
	}
	d.hours = slices.Insert(d.hours, i, x)
}

// dayVersion is the first byte of rows written now. Before, they were JSON.
const dayVersion = 2

// append writes the number of signals, and each hour with its counts: all hours of eight weeks are read every hour.
func (d day) append(dst []byte) []byte {
	dst = append(dst, dayVersion, known)
	for _, x := range d.hours {
		dst = append(dst, byte(x.number))
		for _, n := range x.people {
			dst = binary.AppendUvarint(dst, uint64(n))
		}
	}
	return dst
}

var errDay = errors.New("the hours of a day can't be read")

func decodeDay(b []byte) (d day, err error) {
	switch {
	case len(b) < 2:
		return d, errDay
	case b[0] == '{':
		return decodeOldDay(b)
	case b[0] != dayVersion:
		return d, fmt.Errorf("version %d of a day is not known", b[0])
	case b[1] != known:
		return d, errDay
	}
	d.hours = make([]hour, 0, hoursADay)
	for b = b[2:]; len(b) > 0; {
		x := hour{number: int(b[0])}
		b = b[1:]
		for i := range x.people {
			n, size := binary.Uvarint(b)
			if size <= 0 || n > mostPeople {
				return day{}, errDay
			}
			x.people[i], b = int(n), b[size:]
		}
		if x.number >= hoursADay {
			return day{}, errDay
		}
		d.hours = append(d.hours, x)
	}
	return d, nil
}

func decodeOldDay(b []byte) (d day, err error) {
	var old struct {
		Hours map[int]map[string]int `json:"hours"`
	}
	if err := json.Unmarshal(b, &old); err != nil {
		return d, err
	}
	for number, counted := range old.Hours {
		if number < 0 || number >= hoursADay {
			continue
		}
		x := hour{number: number}
		for i, signal := range signals {
			x.people[i] = min(max(counted[signal], 0), mostPeople)
		}
		d.hours = append(d.hours, x)
	}
	slices.SortFunc(d.hours, func(a, b hour) int { return cmp.Compare(a.number, b.number) })
	return d, nil
}
