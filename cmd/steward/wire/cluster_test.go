package wire_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

func TestCluster(t *testing.T) {
	const database = "store: {url: \"postgres://steward@db/steward\"}\n"
	for text, want := range map[string]string{
		database + "cluster: {nats: nats://n1:4222}":                                      "",
		database + "cluster: {nats: [nats://n1:4222, tls://u:secret@n2], memory: 512MiB}": "",
		"cluster: {nats: nats://n1:4222}":                                                 `:1:10: cluster: a cluster keeps its state in a database`,
		database + "cluster: {replicas: 3}":                                               `cluster.nats: wants the NATS servers`,
		database + "cluster: {nats: [nats://n1:4222, http://u:secret@n2]}":                `:2:34: cluster.nats[1]: wants the address of a NATS server`,
		database + "cluster: {nats: nats://n1, replicas: 2}":                              `:2:38: cluster.replicas: wants 1, 3 or 5`,
		database + "cluster: {nats: nats://n1, partitions: 257}":                          `:2:40: cluster.partitions: `,
		database + "cluster: {nats: nats://n1, memory: 2G}":                               `:2:36: cluster.memory: wants a size such as`,
		database + "cluster: {nats: nats://n1, memory: 4KiB}":                             `:2:36: cluster.memory: wants 16MiB or more`,
	} {
		path := filepath.Join(t.TempDir(), "steward.yaml")
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, faults := config.Load(path, wire.Sections(), config.Options{})
		told := ""
		for _, f := range faults {
			if strings.Contains(f.Path, "cluster") {
				told += f.String() + "\n"
			}
		}
		if !strings.Contains(told, want) || want == "" && told != "" || strings.Contains(told, "secret") {
			t.Errorf("%s\ntells %q, want %q", text, told, want)
		}
	}
}

func TestSize(t *testing.T) {
	for text, want := range map[string]wire.Size{"2GiB": 2 << 30, "512MiB": 512 << 20, "1536MiB": 1536 << 20, "16 KiB": 16 << 10} {
		var s wire.Size
		if err := s.UnmarshalText([]byte(text)); err != nil || s != want {
			t.Errorf("%s is %d, %v", text, s, err)
		}
		if again := strings.ReplaceAll(text, " ", ""); s.String() != again {
			t.Errorf("%d is written %s, want %s", s, s, again)
		}
	}
	for _, text := range []string{"", "2", "-1GiB", "1.5GiB", "99999999999GiB", "GiB"} {
		if err := new(wire.Size).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is a size", text)
		}
	}
}
