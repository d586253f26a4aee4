package wire

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/phrase"
)

// ClusterSettings are the section cluster: several processes run one Steward.
type ClusterSettings struct {
	NATS       []config.Secret `yaml:"nats,one" doc:"the NATS servers, with JetStream: nats://host:4222"`
	Replicas   int             `yaml:"replicas" doc:"NATS servers that keep each event: 1, 3 or 5"`
	Partitions int             `yaml:"partitions" min:"1" max:"256" doc:"parts that the communities are divided into; never change it"`
	Lease      time.Duration   `yaml:"lease" min:"2s" max:"1m" doc:"how long a process may give no sign of life before others take over what it did"`
	Memory     Size            `yaml:"memory" doc:"for rows of the database kept in memory by one process: 512MiB, 2GiB"`
}

func newClusterSettings() *ClusterSettings {
	return &ClusterSettings{Replicas: 3, Partitions: 256, Lease: 6 * time.Second, Memory: 2 << 30}
}

const leastMemory Size = 16 << 20

// On reports whether there is a cluster.
func (s *ClusterSettings) On() bool { return len(s.NATS) > 0 }

func (s *ClusterSettings) validate(r *config.Report) {
	if !s.On() {
		r.Fault("nats", "cluster.no_nats")
	}
	for i, server := range s.NATS {
		u, err := url.Parse(server.Reveal())
		if err != nil || u.Hostname() == "" || !slices.Contains([]string{"nats", "tls"}, u.Scheme) {
			r.Fault(fmt.Sprintf("nats[%d]", i), "cluster.address")
		}
	}
	if !slices.Contains([]int{1, 3, 5}, s.Replicas) {
		r.Fault("replicas", "cluster.replicas")
	}
	if s.Memory < leastMemory {
		r.Fault("memory", "cluster.memory", leastMemory)
	}
	if r.File().Root("store").(*StoreSettings).URL == "" {
		r.Fault("", "cluster.no_database")
	}
}

// Size is a number of bytes, written as 512MiB or 2GiB.
type Size int64

var sizeUnits = []struct {
	name  string
	bytes Size
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}

// UnmarshalText implements encoding.TextUnmarshaler. Its error does not repeat
// the text.
func (s *Size) UnmarshalText(text []byte) error {
	for _, u := range sizeUnits {
		digits, ok := strings.CutSuffix(string(text), u.name)
		if n, err := strconv.ParseUint(strings.TrimSpace(digits), 10, 30); ok && err == nil {
			*s = Size(n) * u.bytes
			return nil
		}
	}
	return phrase.New("cluster.size")
}

// MarshalText returns the same as String.
func (s Size) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// String writes the size as the file may have it.
func (s Size) String() string {
	for _, u := range sizeUnits {
		if s >= u.bytes && s%u.bytes == 0 || u.bytes == 1<<10 {
			return strconv.FormatInt(int64(s/u.bytes), 10) + u.name
		}
	}
	return ""
}
