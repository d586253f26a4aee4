package setup

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// newFiles are the templates of a new configuration, by language.
//
//go:embed new.en.yaml new.zh-Hans.yaml new.zh-Hant.yaml
var newFiles embed.FS

// newFile fills them in.
type newFile struct {
	Platforms          []platformLine
	ID, Name, Timezone string
}

// platformLine is a platform's line.
type platformLine struct{ Name, Value string }

// files writes what is missing: the tokens, and the configuration or its
// platforms.
func (w *wizard) files() error {
	if w.file != nil {
		return errors.Join(w.writeTokens(), w.addPlatforms())
	}
	f := newFile{}
	for _, g := range w.guides {
		f.Platforms = append(f.Platforms, w.entry(g))
	}
	w.talk.say("")
	name, err := w.talk.ask(w.text("init.name", nil), w.text("init.name_usual", nil))
	if err != nil {
		return err
	}
	f.ID, f.Name = slug(name), quoted(name)
	if f.Timezone, err = w.zone(); err != nil {
		return err
	}
	if err := w.writeTokens(); err != nil {
		return err
	}
	return w.create(f)
}

// entry returns how the file sets up a platform.
func (w *wizard) entry(g *guide) platformLine {
	value := fmt.Sprintf("{token: \"${%s}\"", g.Setup.Variable)
	if _, api := g.Setup.Access(g.settings); *api != "" {
		value += ", api_url: " + strconv.Quote(*api)
	}
	return platformLine{g.Name, value + "}"}
}

// create writes a new configuration. One that appeared meanwhile is left alone.
func (w *wizard) create(f newFile) error {
	t, err := template.ParseFS(newFiles, "new."+w.lang+".yaml")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, f); err != nil {
		return err
	}
	out, err := os.OpenFile(w.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return phrase.New("init.write_config", err)
	}
	if _, err := out.Write(b.Bytes()); err != nil {
		return errors.Join(phrase.New("init.write_config", err), out.Close())
	}
	if err := out.Close(); err != nil {
		return phrase.New("init.write_config", err)
	}
	w.made = true
	w.say("init.wrote", bot.Args{"File": w.path})
	return w.reload()
}

// reload reads the file again, which must be whole.
func (w *wizard) reload() error {
	file, faults := config.Load(w.path, wire.Sections(), config.Options{RequireEnv: true})
	if faults.Err() != nil {
		w.Faults(faults)
		return w.Said
	}
	w.file = file // warnings wait for check: the groups, for one, are still to come
	return nil
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

// quoted returns a text as the file takes it, which is read as just that.
func quoted(s string) string { return strings.ReplaceAll(strconv.Quote(s), "$", "$$") }

// slug makes an id from a name.
func slug(name string) string {
	if id := strings.Trim(notInID.ReplaceAllString(strings.ToLower(name), "-"), "-"); id != "" {
		return id[:min(len(id), 32)]
	}
	return "main"
}

// zone asks for the time zone; the computer's own is proposed.
func (w *wizard) zone() (string, error) {
	for usual := ownZone(); ; {
		name, err := w.talk.ask(w.text("init.zone", nil), usual)
		if err != nil {
			return "", err
		}
		if _, err := time.LoadLocation(name); err == nil && name != "Local" {
			return name, nil
		}
		w.say("init.zone_unknown", bot.Args{"Name": name})
		usual = cmp.Or(config.MeantZone(name), usual)
	}
}

// ownZone returns the computer's time zone if known; otherwise UTC.
func ownZone() string {
	names := []string{strings.TrimPrefix(os.Getenv("TZ"), ":")}
	if link, err := filepath.EvalSymlinks("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(link, "zoneinfo/"); ok {
			names = append(names, name)
		}
	}
	for _, name := range append(names, time.Local.String()) {
		if _, err := time.LoadLocation(name); err == nil && name != "" && name != "Local" {
			return strings.TrimPrefix(name, "Etc/")
		}
	}
	return "UTC"
}

// writeTokens writes new tokens to .env, replacing old ones. Nobody else may
// read that file.
func (w *wizard) writeTokens() error {
	if len(w.tokens) == 0 {
		return nil
	}
	path := filepath.Join(filepath.Dir(w.path), ".env")
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return phrase.New("init.read_tokens", err)
	}
	text := string(old)
	for _, g := range w.guides {
		if token := w.tokens[g.Setup.Variable]; token != "" {
			text = withVariable(text, g.Setup.Variable, token)
		}
	}
	if err := replaceFile(path, text, 0o600); err != nil {
		return phrase.New("init.write_tokens", err)
	}
	w.say("init.wrote_tokens", bot.Args{"File": path})
	return nil
}

// withVariable returns a .env with the variable set to that value.
func withVariable(text, name, value string) string {
	line := regexp.MustCompile(`(?m)^[ \t]*(export[ \t]+)?` + name + `[ \t]*=.*$`)
	if line.MatchString(text) {
		return line.ReplaceAllLiteralString(text, name+"="+value)
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text + name + "=" + value + "\n"
}

// replaceFile puts a text in a file's place, all of it or nothing.
func replaceFile(path, text string, mode os.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".steward-init-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already if all went well
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// addPlatforms adds platforms that have a token and are missing in the file.
func (w *wizard) addPlatforms() error {
	for _, g := range w.guides {
		if g.configured {
			continue
		}
		e := w.entry(g)
		if err := w.edit(e.Name+": "+e.Value, func(text string) (string, error) { return withPlatform(text, e) }); err != nil {
			return err
		}
	}
	return nil
}

// edit changes the configuration in place, after confirmation, or says what to
// write if that is impossible. The rest of the file is unchanged.
func (w *wizard) edit(what string, change func(text string) (string, error)) error {
	old, err := os.ReadFile(w.path)
	if err != nil {
		return phrase.New("init.read_config", err)
	}
	text, err := change(string(old))
	if err == nil {
		err = w.tryText(text)
	}
	if err != nil {
		w.say("init.by_hand", bot.Args{"File": w.path, "Line": what})
		return nil
	}
	if !w.made {
		if yes, err := w.talk.agree(w.text("init.edit", bot.Args{"File": w.path, "Line": what}), true); err != nil || !yes {
			return err
		}
	}
	info, err := os.Stat(w.path)
	if err != nil {
		return phrase.New("init.read_config", err)
	}
	if err := replaceFile(w.path, text, info.Mode().Perm()); err != nil {
		return phrase.New("init.write_config", err)
	}
	w.say("init.edited", bot.Args{"File": w.path, "Line": what})
	return w.reload()
}

// tryText loads a text in place of the configuration.
func (w *wizard) tryText(text string) error {
	f, err := os.CreateTemp(filepath.Dir(w.path), ".steward-init-*.yaml")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.WriteString(text); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, faults := config.Load(f.Name(), wire.Sections(), config.Options{})
	return faults.Err()
}
