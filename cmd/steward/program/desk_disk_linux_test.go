package program_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// clerk is somebody's session at a house's desk.
type clerk struct {
	*house
	http *http.Client
}

// clerkOf signs in by a link of the command line.
func clerkOf(h *house) *clerk {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	c := &clerk{h, &http.Client{Jar: jar}}
	var door struct{ Link string }
	if err := json.Unmarshal([]byte(h.run("dashboard", "--community", "tea", "--json")), &door); err != nil {
		h.t.Fatal(err)
	}
	if status, body := c.send(door.Link, url.Values{}); status != http.StatusOK {
		h.t.Fatalf("signing in: %d %s", status, body)
	}
	return c
}

// send posts a form, or gets a page if there is none, and returns where it led.
func (c *clerk) send(address string, form url.Values) (int, string) {
	c.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = "http://" + c.desk + address
	}
	resp, err := c.http.Get(address)
	if form != nil {
		resp.Body.Close()
		resp, err = c.http.PostForm(address, form)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// form returns the hidden fields of a page's form for a command, and others.
func (c *clerk) form(page, command string, more ...string) url.Values {
	c.t.Helper()
	_, body := c.send(page, nil)
	_, body, found := strings.Cut(body, `name="command" value="`+command+`"`)
	if !found {
		c.t.Fatalf("%s has no form for %s", page, command)
	}
	body, _, _ = strings.Cut(body, "</form>")
	form := url.Values{"command": {command}}
	for _, m := range regexp.MustCompile(`type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		form.Set(m[1], m[2])
	}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// act sends a form of a command.
func (c *clerk) act(form url.Values) (int, string) {
	c.t.Helper()
	resp, err := c.http.PostForm("http://"+c.desk+"/c/tea/act", form)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, readAll(resp.Body)
}

// TestDeskOnAFullDisk: a form that can't be stored is refused with a word that says so; sent again once there is room, it
// counts once.
func TestDeskOnAFullDisk(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{desk: true})
	ann := h.person("ann")
	h.say(h.owner, "hello")
	h.say(ann, "hello")
	h.heard()
	c := clerkOf(h)
	member := fmt.Sprintf("/c/tea/members/%d", h.accounts()["ann"].Member)
	before := h.accounts()["ann"].Balance
	award := c.form(member, "award", "o.amount", "7")

	limitFiles(h, 1)
	useUp(h, "dora")
	if status, body := c.act(award); status != http.StatusServiceUnavailable || !strings.Contains(body, "can&#39;t write to its store") {
		t.Errorf("on a full disk: %d %s", status, body)
	}
	if status, _ := c.send(member, nil); status != http.StatusOK {
		t.Errorf("pages that only show: %d", status)
	}
	limitFiles(h, unix.RLIM_INFINITY)
	h.until("it goes on", func() bool { return strings.Contains(h.bot.output(), "the store takes writes again") })
	h.ready(200, "ready")
	for range 2 {
		if status, body := c.act(award); status != http.StatusOK || !strings.Contains(body, "gets 7 points") {
			t.Errorf("sent again: %d %s", status, body)
		}
	}
	h.has(ann, before+7)
	if err := h.bot.cmd.Process.Kill(); err != nil { // the log has errors, as it should
		t.Fatal(err)
	}
}

// TestDeskReloadMeanwhile: the file is changed while a form is open. What the form holds is stored, or refused with the
// reason and kept in the form; the file stays the truth.
func TestDeskReloadMeanwhile(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{desk: true, community: "    places: {news: [GROUP]}\n"})
	h.say(h.owner, "hello")
	h.heard()
	c := clerkOf(h)
	post := func(name string) url.Values {
		return c.form("/c/tea/things/schedule", "define", "v.text.name", name, "v.text.text", "what I wrote", "v.lines.to", "news", "v.text.daily", "09:00")
	}
	first, second := post("morning"), post("evening")
	file, err := os.ReadFile(h.config())
	if err == nil {
		err = os.WriteFile(h.config(), append(file, "    schedule: [{name: morning, daily: \"08:00\", to: news, text: From the file}]\n"...), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	h.until("the file is reloaded", func() bool {
		_, page := c.send("/c/tea/things/schedule", nil)
		return strings.Contains(page, "/things/schedule/morning")
	})
	if status, page := c.act(first); status != http.StatusOK || !strings.Contains(page, "won&#39;t do") || !strings.Contains(page, "what I wrote") {
		t.Errorf("a name that the file has taken: %d %s", status, page)
	}
	if status, page := c.act(second); status != http.StatusOK || !strings.Contains(page, "is in use") {
		t.Errorf("another: %d %s", status, page)
	}
	if got := h.run("export", "config", "--community", "tea"); !strings.Contains(got, "evening") || strings.Contains(got, "morning") {
		t.Errorf("stored: %s", got)
	}
	h.leave()
}
