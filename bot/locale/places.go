package locale

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"

	"github.com/stewardbot/steward/bot"
)

// places parses texts with placeholders written {Name}. Each text is parsed
// once.
type places struct{}

func (places) Cacheable() bool { return true }

func (places) Parse(src, _, _ string) (template.ParsedTemplate, error) { return parsePlaces(src), nil }

// pieces alternate: text, placeholder name, text, ..., text.
type pieces []string

func parsePlaces(src string) pieces {
	var p pieces
	text := 0
	for i := 0; i < len(src); i++ {
		if src[i] != '{' {
			continue
		}
		end := strings.IndexByte(src[i:], '}')
		if end < 0 {
			break
		}
		p = append(p, src[text:i], src[i+1:i+end])
		i += end
		text = i + 1
	}
	return append(p, src[text:])
}

// Execute fills in the placeholders with data, a bot.Args.
func (p pieces) Execute(data any) (string, error) {
	args, _ := data.(bot.Args)
	if len(p) == 1 {
		return p[0], nil
	}
	var b strings.Builder
	for i, s := range p {
		if i%2 == 0 {
			b.WriteString(s)
			continue
		}
		write(&b, s, args)
	}
	return b.String(), nil
}

func write(b *strings.Builder, name string, args bot.Args) {
	v, ok := args[name]
	if !ok {
		b.WriteString("{" + name + "}")
		return
	}
	if s, ok := v.(string); ok {
		b.WriteString(s)
	} else if n, ok := whole(v); ok {
		b.WriteString(strconv.FormatInt(n, 10))
	} else {
		fmt.Fprint(b, v)
	}
}
