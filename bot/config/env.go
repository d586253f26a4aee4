package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

var (
	reference = regexp.MustCompile(`\$\$|\$\{[^}]*\}?`)
	variable  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// expand substitutes variables in every scalar below n: ${NAME} becomes the
// variable's value, $$ becomes $. A value from a variable is read as if
// unquoted, so that "${PORT}" can be a number, and is private.
func (l *loader) expand(n *node, done map[*node]bool) {
	if done[n] {
		return
	}
	done[n] = true
	for _, f := range n.fields {
		l.expand(f.value, done)
	}
	for _, v := range n.items {
		l.expand(v, done)
	}
	if n.kind != String || !strings.Contains(n.text, "$") {
		return
	}
	replaced := reference.ReplaceAllStringFunc(n.text, func(ref string) string { return l.resolve(n, ref) })
	if n.unusable = n.badEnv != nil; n.unusable || n.missing != "" {
		return
	}
	n.text = replaced
	if n.fromEnv {
		n.private, n.plain = true, true
		if k := kindOf(replaced); k != Null {
			n.kind = k
		}
	}
}

// resolve returns the replacement of a reference, and records on the node if
// there is none.
func (l *loader) resolve(n *node, ref string) string {
	if ref == "$$" {
		return "$"
	}
	name := strings.TrimSuffix(strings.TrimPrefix(ref, "${"), "}")
	if !strings.HasSuffix(ref, "}") || !variable.MatchString(name) {
		n.badEnv = phrase.New("env.written")
		return ref
	}
	n.fromEnv = true
	n.vars = append(n.vars, name)
	v, ok := l.lookup(name)
	if !ok {
		v, ok = l.dotenv[name]
	}
	if !ok {
		n.missing = name
		return ref
	}
	l.used = append(l.used, v)
	return v
}

// readDotenv reads the .env next to the file, if there is one. If permissions
// prevent that, it is skipped: systemd, for example, may have read it and set
// the variables. Missing variables are then reported with that reason.
func (l *loader) readDotenv() {
	name := filepath.Join(filepath.Dir(l.path), ".env")
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		l.reads = append(l.reads, reading{name, nil})
		return
	}
	text, err := l.read(name, maxNamed, decodeText)
	if l.dotenvShut = errors.Is(err, fs.ErrPermission); l.dotenvShut {
		return
	}
	src := newSource(name, text)
	src.text = "" // none of its lines is shown
	if err != nil {
		l.readFault(src, err)
		return
	}
	l.dotenv = map[string]string{}
	for i, line := range src.lines {
		key, value, err := dotenvLine(line)
		switch {
		case err != nil:
			l.faultAt(pos{src, i + 1, 1}, wholeFile, phrase.New("as_is", err))
		case key != "":
			l.dotenv[key] = value
		}
	}
}

// Dotenv returns the variables in a folder's .env; none if there is no such
// file. The error does not repeat a value.
func Dotenv(dir string) (map[string]string, error) {
	name := filepath.Join(dir, ".env")
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	text, _, err := readFile(name, maxNamed, decodeText)
	if err != nil {
		return nil, fmt.Errorf("%s %w", name, err)
	}
	values := map[string]string{}
	for i, line := range newSource(name, text).lines {
		key, value, err := dotenvLine(line)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
		case key != "":
			values[key] = value
		}
	}
	return values, nil
}

// dotenvLine parses a line of .env: NAME=VALUE, with optional export and
// quotes. The key is empty for blank lines and comments. The error does not
// repeat the line.
func dotenvLine(line string) (key, value string, err error) {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' {
		return "", "", nil
	}
	key, value, found := strings.Cut(strings.TrimPrefix(line, "export "), "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !found || !variable.MatchString(key) {
		return "", "", phrase.New("env.line")
	}
	if value == "" {
		return key, "", nil
	}
	if quote := value[0]; quote == '"' || quote == '\'' {
		if value, err = dotenvQuoted(value, quote); err != nil {
			return "", "", phrase.New("env.value", key, err)
		}
		return key, value, nil
	}
	if i := strings.Index(value, " #"); i >= 0 {
		value = strings.TrimSpace(value[:i])
	}
	return key, value, nil
}

// dotenvQuoted returns the text between quotes, with escapes resolved in double
// quotes.
func dotenvQuoted(value string, quote byte) (string, error) {
	end := 1
	for end < len(value) && value[end] != quote {
		if value[end] == '\\' && quote == '"' {
			end++
		}
		end++
	}
	if end >= len(value) {
		return "", phrase.New("env.open_quote")
	}
	if rest := strings.TrimSpace(value[end+1:]); rest != "" && rest[0] != '#' {
		return "", phrase.New("env.after_quote")
	}
	if quote == '\'' {
		return value[1:end], nil
	}
	text, err := strconv.Unquote(value[:end+1])
	if err != nil {
		return "", phrase.New("env.escape")
	}
	return text, nil
}
