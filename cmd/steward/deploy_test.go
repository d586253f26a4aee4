package main

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
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
		parser, err := kong.New(newCLI(), kong.Name("steward"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(args[1:]); err != nil {
			t.Errorf("%s: %v", words, err)
		}
	}
}

func TestComposeFile(t *testing.T) {
	whole, last := containerfile(t)
	b, err := os.ReadFile("../../deploy/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct {
			Build   struct{ Context, Dockerfile string }
			Volumes []string
			Tmpfs   []string
			CapDrop []string `yaml:"cap_drop"`
			Root    bool     `yaml:"read_only"`
			Grace   string   `yaml:"stop_grace_period"`
			Restart string
		}
	}
	if err := yaml.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	s := file.Services["steward"]
	if _, err := os.Stat("../../deploy/" + s.Build.Context + "/" + s.Build.Dockerfile); err != nil {
		t.Error(err)
	}
	if !s.Root || !slices.Contains(s.CapDrop, "ALL") || !slices.Contains(s.Tmpfs, "/tmp") {
		t.Errorf("the container may write more than it needs: %+v", s)
	}
	if grace, err := time.ParseDuration(s.Grace); err != nil || grace < time.Minute {
		t.Errorf("stopped after %s; docs/operating.md wants a minute", s.Grace)
	}
	if s.Restart != "always" && s.Restart != "unless-stopped" {
		t.Errorf("restart: %s: it does not come back when the machine starts", s.Restart)
	}
	if len(s.Volumes) != 1 || !strings.HasSuffix(s.Volumes[0], ":"+last["WORKDIR"]) || !strings.Contains(whole, "/out"+last["WORKDIR"]) {
		t.Errorf("the volume %v is not where the program runs: %s", s.Volumes, last["WORKDIR"])
	}
	if user, _, _ := strings.Cut(last["USER"], ":"); !strings.Contains(string(b), "-o "+user+" ") {
		t.Errorf("the folder is made for somebody else than user %s", user)
	}
}
