package inspect

import (
	"github.com/stewardbot/steward/bot/feature/control"
	"github.com/stewardbot/steward/store"
)

// Configuration is what was last read as a community's configuration, beside what is in force.
type Configuration = control.Reading

// ConfigurationOf returns it.
func ConfigurationOf(r store.Reader, community string) (Configuration, error) {
	return control.Last(r, community)
}
