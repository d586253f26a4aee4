package config

import (
	"strings"
	"time"
	_ "time/tzdata" // a minimal container has no time zones of its own

	"github.com/stewardbot/steward/bot/phrase"
)

type zone struct{ *time.Location }

// UnmarshalText parses a name from the time zone database. Local is rejected:
// it differs between machines.
func (z *zone) UnmarshalText(b []byte) error {
	name := string(b)
	loc, err := time.LoadLocation(name)
	if err == nil && name != "" && name != "Local" {
		z.Location = loc
		return nil
	}
	unknown := phrase.New("config.zone", quoted(name))
	if meant := MeantZone(name); meant != "" {
		return phrase.New("hint.meant", unknown, meant)
	}
	return unknown
}

// MeantZone returns the zone meant by a name in other capitals, by a city with no
// continent or the wrong one, or by a common name; "" if there is none.
func MeantZone(name string) string {
	proper := properZone(name)
	city := proper[strings.LastIndex(proper, "/")+1:]
	candidates := []string{zoneNames[strings.ToLower(city)], proper}
	for _, area := range []string{"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"} {
		candidates = append(candidates, area+"/"+city)
	}
	for _, meant := range candidates {
		if meant == "" || meant == name || meant == "Local" || city == "" {
			continue
		}
		if _, err := time.LoadLocation(meant); err == nil {
			return meant
		}
	}
	return ""
}

// zoneNames are common names of time zones that the database lacks.
var zoneNames = map[string]string{
	"北京": "Asia/Shanghai", "上海": "Asia/Shanghai", "中国": "Asia/Shanghai", "中國": "Asia/Shanghai", "东八区": "Asia/Shanghai", "東八區": "Asia/Shanghai", "北京时间": "Asia/Shanghai", "beijing": "Asia/Shanghai", "china": "Asia/Shanghai",
	"香港": "Asia/Hong_Kong", "台北": "Asia/Taipei", "臺北": "Asia/Taipei", "台湾": "Asia/Taipei", "台灣": "Asia/Taipei", "东京": "Asia/Tokyo", "東京": "Asia/Tokyo", "新加坡": "Asia/Singapore",
}

// MarshalText returns the zone's name.
func (z zone) MarshalText() ([]byte, error) { return []byte(z.String()), nil }

// properZone turns asia/hong kong into Asia/Hong_Kong.
func properZone(name string) string {
	up := true
	return strings.Map(func(r rune) rune {
		if r == ' ' {
			r = '_'
		}
		word := string(r)
		if up {
			word = strings.ToUpper(word)
		} else {
			word = strings.ToLower(word)
		}
		up = r == '_' || r == '/'
		return []rune(word)[0]
	}, strings.TrimSpace(name))
}
