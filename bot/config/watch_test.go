package config_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/stewardbot/steward/bot/config"
)

const watchedFile = `platforms: {telegram: {token: x}}
include: more/*.yaml
communities: [{id: tea, spaces: telegram:-1, house_rules: file:rules.md}]
`

const otherFile = `communities: [{id: coffee, spaces: telegram:-2}]
`

// watch starts Watch on the file and returns a channel that receives a value for each change. It
// stops when the test ends.
func watch(t *testing.T, f *config.File) <-chan struct{} {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	changes, done := make(chan struct{}, 16), make(chan error, 1)
	go func() { done <- config.Watch(ctx, f, func() { changes <- struct{}{} }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		goleak.VerifyNone(t)
	})
	return changes
}

func save(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// TestWatchSeesEveryWayToSave saves a watched file the way editors and deployments do, one after
// another under the same watch. A missed change makes the test hang.
func TestWatchSeesEveryWayToSave(t *testing.T) {
	name := write(t, map[string]string{"steward.yaml": watchedFile, "more/coffee.yaml": otherFile, "rules.md": "be kind\n"})
	dir := filepath.Dir(name)
	f, faults := config.Load(name, sections(), config.Options{})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	// Saved between Load and Watch.
	save(t, name, watchedFile+"# 0\n")
	changes := watch(t, f)
	<-changes
	for _, step := range []struct {
		how string
		do  func()
	}{
		{"written in place", func() { save(t, name, watchedFile+"# 1\n") }},
		{"written beside and renamed over", func() {
			save(t, filepath.Join(dir, ".steward.yaml.swp"), watchedFile+"# 2\n")
			rename(t, filepath.Join(dir, ".steward.yaml.swp"), name)
		}},
		{"renamed over again", func() {
			save(t, filepath.Join(dir, "4913"), watchedFile+"# 3\n")
			rename(t, filepath.Join(dir, "4913"), name)
		}},
		{"a file that file: names", func() { save(t, filepath.Join(dir, "rules.md"), "be kinder\n") }},
		{"an included file", func() { save(t, filepath.Join(dir, "more/coffee.yaml"), otherFile+"# 1\n") }},
		{"a new included file", func() { save(t, filepath.Join(dir, "more/new.yaml"), "store: {path: x}\n") }},
		{".env", func() { save(t, filepath.Join(dir, ".env"), "A=1\n") }},
		{"removed", func() { rename(t, name, name+".old") }},
		{"and back", func() { rename(t, name+".old", name) }},
	} {
		t.Log(step.how)
		step.do()
		<-changes
	}
}

// TestWatchFollowsSymbolicLinks repoints a symbolic link to another directory, as Kubernetes does
// when a ConfigMap changes.
func TestWatchFollowsSymbolicLinks(t *testing.T) {
	name := write(t, map[string]string{"v1/steward.yaml": otherFile, "v2/steward.yaml": otherFile + "# 2\n"})
	dir := filepath.Dir(name)
	for link, target := range map[string]string{"..data": "v1", "steward.yaml": "..data/steward.yaml"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	f, _ := config.Load(name, sections(), config.Options{})
	changes := watch(t, f)
	if err := os.Symlink("v2", filepath.Join(dir, "..data_tmp")); err != nil {
		t.Fatal(err)
	}
	rename(t, filepath.Join(dir, "..data_tmp"), filepath.Join(dir, "..data"))
	<-changes
	t.Log("the link was turned; now the new target")
	save(t, filepath.Join(dir, "v2/steward.yaml"), otherFile+"# 3\n")
	<-changes
}

// TestWatchBesideNoise checks that a change is seen while other files in the directory change
// constantly.
func TestWatchBesideNoise(t *testing.T) {
	name := write(t, map[string]string{"steward.yaml": otherFile})
	f, _ := config.Load(name, sections(), config.Options{})
	changes := watch(t, f)
	save(t, name, otherFile+"# 1\n")
	for {
		noise := filepath.Join(filepath.Dir(name), "noise")
		save(t, noise, "x")
		if err := os.Remove(noise); err != nil {
			t.Fatal(err)
		}
		select {
		case <-changes:
			return
		default:
		}
	}
}

// TestWatchOfAFailedLoad: after a load with faults, all files involved are watched until the
// mistake is fixed.
func TestWatchOfAFailedLoad(t *testing.T) {
	name := write(t, map[string]string{"steward.yaml": watchedFile, "more/coffee.yaml": "communities: [\n"})
	f, faults := config.Load(name, sections(), config.Options{})
	if faults.Err() == nil {
		t.Fatal("no fault")
	}
	changes := watch(t, f)
	save(t, filepath.Join(filepath.Dir(name), "more/coffee.yaml"), otherFile)
	<-changes
	t.Log("the include is mended; now the file that file: names and that is not there")
	save(t, filepath.Join(filepath.Dir(name), "rules.md"), "be kind\n")
	<-changes
	if _, faults := config.Load(name, sections(), config.Options{}); len(faults) > 0 {
		t.Error(faults)
	}
}

func TestHashTellsFilesApart(t *testing.T) {
	hash := func(files map[string]string) string {
		f, _ := config.Load(write(t, files), sections(), config.Options{})
		return f.Hash
	}
	base := map[string]string{"steward.yaml": watchedFile, "more/coffee.yaml": otherFile, "rules.md": "be kind\n"}
	first := hash(base)
	if hash(base) != first {
		t.Error("the same files in another directory have another hash")
	}
	for name := range base {
		changed := map[string]string{}
		for n, text := range base {
			changed[n] = text
		}
		changed[name] += "# more\n"
		if hash(changed) == first {
			t.Errorf("a change of %s does not change the hash", name)
		}
	}
}
