package main

import (
	"encoding/json"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// containerfile returns deploy/Containerfile and the instructions of its final stage, by name.
func containerfile(t *testing.T) (image string, last map[string]string) {
	t.Helper()
	b, err := os.ReadFile("../../deploy/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	_, image, found := strings.Cut(string(b), "\nFROM scratch\n")
	if !found {
		t.Fatal("the image is not made from scratch")
	}
	last = map[string]string{}
	for line := range strings.Lines(image) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		last[name] = rest
	}
	return string(b), last
}

func TestContainerfile(t *testing.T) {
	whole, last := containerfile(t)
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	wanted := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(mod)
	if builder := regexp.MustCompile(`(?m)^FROM golang:(\S+)`).FindStringSubmatch(whole); builder == nil || builder[1] != string(wanted[1]) {
		t.Errorf("built with Go %v, go.mod wants %s", builder, wanted[1])
	}
	if !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(last["USER"]) {
		t.Errorf("USER %q: an image without /etc/passwd wants numbers, other than root's", last["USER"])
	}
	_, health, _ := strings.Cut(last["HEALTHCHECK"], "CMD ")
	for _, words := range []string{health, last["ENTRYPOINT"][:len(last["ENTRYPOINT"])-1] + "," + last["CMD"][1:]} {
		var args []string
		if err := json.Unmarshal([]byte(words), &args); err != nil || len(args) < 2 || args[0] != "/steward" {
			t.Errorf("%s: not a command of /steward (%v)", words, err)
			continue
		}
		isCommand(t, args[1:])
	}
}

func isCommand(t *testing.T, args []string) {
	t.Helper()
	parser, err := kong.New(newCLI(), kong.Name("steward"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Errorf("%q: %v", args, err)
	}
}

func TestComposeFile(t *testing.T) {
	whole, last := containerfile(t)
	b, err := os.ReadFile("../../deploy/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := composeFile(t, "compose.yaml")
	s := file.Services["steward"]
	if _, err := os.Stat("../../deploy/" + s.Build.Context + "/" + s.Build.Dockerfile); err != nil {
		t.Error(err)
	}
	s.isConfined(t)
	s.comesBack(t)
	if len(s.Volumes) != 1 || !strings.HasSuffix(s.Volumes[0], ":"+last["WORKDIR"]) || !strings.Contains(whole, "/out"+last["WORKDIR"]) {
		t.Errorf("the volume %v is not where the program runs: %s", s.Volumes, last["WORKDIR"])
	}
	if user, _, _ := strings.Cut(last["USER"], ":"); !strings.Contains(string(b), "-o "+user+" ") {
		t.Errorf("the folder is made for somebody else than user %s", user)
	}
}

// service is a service of a file for Compose.
type service struct {
	Image       string
	Build       struct{ Context, Dockerfile string }
	Command     []string
	Environment map[string]string
	Volumes     []string
	Ports       []any
	Tmpfs       []string
	CapDrop     []string `yaml:"cap_drop"`
	Root        bool     `yaml:"read_only"`
	Grace       string   `yaml:"stop_grace_period"`
	Restart     string
	Networks    []string
	Healthcheck struct {
		Test    []string
		Disable bool
	}
	DependsOn map[string]struct{ Condition string } `yaml:"depends_on"`
}

func composeFile(t *testing.T, name string) (file struct {
	Services map[string]service
	Networks map[string]struct{ Internal bool }
	Volumes  map[string]any
}) {
	t.Helper()
	b, err := os.ReadFile("../../deploy/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	return file
}

func (s *service) isConfined(t *testing.T) {
	t.Helper()
	if !s.Root || !slices.Contains(s.CapDrop, "ALL") || !slices.Contains(s.Tmpfs, "/tmp") {
		t.Errorf("the container may write more than it needs: %+v", s)
	}
}

func (s *service) comesBack(t *testing.T) {
	t.Helper()
	if grace, err := time.ParseDuration(s.Grace); err != nil || grace <= stopTime {
		t.Errorf("stopped after %s; it may take %s", s.Grace, stopTime)
	}
	if s.Restart != "always" && s.Restart != "unless-stopped" {
		t.Errorf("restart: %s: it does not come back when the machine starts", s.Restart)
	}
}

func TestClusterComposeFile(t *testing.T) {
	_, last := containerfile(t)
	file := composeFile(t, "cluster/compose.yaml")
	roles := map[string]bool{}
	for name, s := range file.Services {
		if len(s.Ports) > 0 {
			t.Errorf("%s is reachable from outside: %v", name, s.Ports)
		}
		for other := range s.DependsOn {
			if _, ok := file.Services[other]; !ok {
				t.Errorf("%s waits for %s, which is no service", name, other)
			}
		}
		for _, v := range s.Volumes {
			from, _, _ := strings.Cut(v, ":")
			if _, named := file.Volumes[from]; !named {
				if _, err := os.Stat("../../deploy/cluster/" + from); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if s.Image != "steward" {
			if len(s.Networks) != 1 || !file.Networks[s.Networks[0]].Internal {
				t.Errorf("%s is in the networks %v", name, s.Networks)
			}
			continue
		}
		isCommand(t, s.Command)
		s.isConfined(t)
		if _, err := os.Stat("../../deploy/cluster/" + s.Build.Context + "/" + s.Build.Dockerfile); err != nil {
			t.Error(err)
		}
		if len(s.Volumes) != 1 || !strings.HasSuffix(s.Volumes[0], ":"+last["WORKDIR"]+":ro") {
			t.Errorf("%s runs in %s, and the configuration is at %v", name, last["WORKDIR"], s.Volumes)
		}
		roles[s.Command[len(s.Command)-1]] = true
		if name == "migrate" {
			continue
		}
		s.comesBack(t)
		if test := s.Healthcheck.Test; len(test) < 3 || test[0] != "CMD" || test[1] != last["ENTRYPOINT"][2:len(last["ENTRYPOINT"])-2] {
			t.Errorf("%s: health is asked by %q", name, test)
		} else {
			isCommand(t, test[2:])
		}
		if s.DependsOn["migrate"].Condition != "service_completed_successfully" {
			t.Errorf("%s does not wait for migrate", name)
		}
	}
	if !roles[roleGateway] || !roles[roleEngine] || !roles["migrate"] {
		t.Errorf("there are only %v", roles)
	}
}

// TestClusterConfiguration checks the configuration in deploy/cluster, against the services beside it.
func TestClusterConfiguration(t *testing.T) {
	const path = "../../deploy/cluster/config/steward.yaml"
	file := composeFile(t, "cluster/compose.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`\$\{(\w+)}`).FindAllStringSubmatch(string(text), -1) {
		if _, ok := file.Services["engine"].Environment[m[1]]; !ok {
			t.Errorf("an engine has no variable %s", m[1])
		}
		t.Setenv(m[1], "secret")
	}
	t.Setenv("TELEGRAM_TOKEN", "1234567:"+strings.Repeat("a", 35))
	t.Setenv("DISCORD_TOKEN", "MTEyMjMzNDQ1NTY2Nzc4ODk5.GaBcDe."+strings.Repeat("b", 38))
	f, faults := config.Load(path, wire.Sections(), config.Options{RequireEnv: true})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	isService := func(host string) {
		if _, ok := file.Services[host]; !ok {
			t.Errorf("%s is no service", host)
		}
	}
	settings := clusterOf(f)
	if settings == nil || len(settings.NATS) != settings.Replicas {
		t.Fatalf("cluster: %+v", settings)
	}
	for _, server := range settings.NATS {
		u, err := url.Parse(server.Reveal())
		if err != nil {
			t.Fatal(err)
		}
		isService(u.Hostname())
	}
	db, err := pgx.ParseConfig(f.Root("store").(*wire.StoreSettings).Place())
	if err != nil {
		t.Fatal(err)
	}
	isService(db.Host)
	for _, other := range db.Fallbacks {
		isService(other.Host)
	}
	made, err := os.ReadFile("../../deploy/cluster/postgres.sh")
	if err != nil {
		t.Fatal(err)
	}
	if want := "create database " + db.Database + " owner " + db.User + " "; !strings.Contains(string(made), want) {
		t.Errorf("postgres.sh does not %s", want)
	}
	nats, err := os.ReadFile("../../deploy/cluster/nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`nats://(\w+):6222`).FindAllStringSubmatch(string(nats), -1) {
		isService(m[1])
	}
	if !strings.Contains(string(nats), "\nmax_payload: 8MB") {
		t.Error("nats.conf: pictures don't fit")
	}
}
