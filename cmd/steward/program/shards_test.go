package program_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// TestShards: a bot that needs three shards serves servers in each, tells of those that are not connected,
// and resumes all after a restart.
func TestShards(t *testing.T) {
	t.Parallel()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dc := fakediscord.New(fakediscord.Options{Shards: 3, MaxConcurrency: 16, Limits: true})
	t.Cleanup(dc.Close)
	ann, owner := dc.AddUser("ann"), dc.AddUser("olga")
	rooms := map[int]*fakediscord.Channel{} // by shard
	var spaces []string
	for len(rooms) < 3 {
		time.Sleep(time.Millisecond) // ids of another millisecond
		g := dc.AddGuild("Tea", owner)
		g.AddMember(ann)
		space := "discord:" + g.ID
		rooms[discord.ShardOf(bot.Place(space), 3)] = g.AddChannel("general")
		spaces = append(spaces, fmt.Sprintf("%q", space))
	}
	dir, web, binary := t.TempDir(), freeAddress(t), buildForTests(t)
	config := filepath.Join(dir, "steward.yaml")
	text := fmt.Sprintf("store: {path: %q}\nweb: {listen: %q}\nplatforms: {discord: {token: %q, api_url: %q}}\ncommunities: [{id: tea, spaces: [%s], check_in: {amount: 5}}]\n",
		filepath.Join(dir, "steward.db"), web, dc.Token(), dc.URL(), strings.Join(spaces, ", "))
	must(os.WriteFile(config, []byte(text), 0o600))
	steward := func(args ...string) string {
		out, err := exec.Command(binary, append(args, "-c", config)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	get := func(path string) string {
		resp, err := http.Get("http://" + web + path)
		if err != nil {
			return err.Error()
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return string(b)
	}
	shows := func(path, want string) {
		t.Helper()
		if err := await(want, func() bool { return strings.Contains(get(path), want) }); err != nil {
			t.Fatalf("%v; %s shows %s", err, path, get(path))
		}
	}
	run := func() *process {
		p, err := launch(exec.Command(binary, "run", "-c", config))
		must(err)
		t.Cleanup(p.kill)
		return p
	}

	if said := steward("doctor"); !strings.Contains(said, "recommends 3 shards; 1000 of 1000 new sessions") {
		t.Errorf("doctor says %s", said)
	}
	dc.CutShard(2, true)
	p := run()
	shows("/readyz", "discord: 2 of 3 shards are connected; shard 2: ")
	shows("/metrics", `steward_platform_shards_connected{platform="discord"} 2`)
	dc.CutShard(2, false)
	shows("/readyz", "ready\n")
	shows("/metrics", `steward_platform_shards{platform="discord"} 3`)
	if said := steward("status"); !strings.Contains(said, "discord: 3 shards, all connected") {
		t.Errorf("status says %s", said)
	}
	for i, room := range rooms {
		dc.Say(ann, room.ID, "/points") // once: what a new process has to say at once goes over a limit of which it can't know
		must(await(fmt.Sprint("an answer in shard ", i), func() bool { return len(dc.Sent(room.ID)) > 0 }))
	}
	must(p.cmd.Process.Signal(syscall.SIGTERM))
	_, err := p.awaitEnd()
	must(err)
	identified := dc.Identifies()
	run()
	shows("/readyz", "ready\n")
	if dc.Identifies() != identified || dc.Resumes() < 3 {
		t.Errorf("%d sessions were begun after the restart, %d resumed", dc.Identifies()-identified, dc.Resumes())
	}
	if v := dc.Violations(); len(v) > 0 {
		t.Errorf("rules were broken: %v", v)
	}
}
