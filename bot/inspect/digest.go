package inspect

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/digest"
)

// What a digest tells about a period.
type (
	Digest       = digest.Report
	DigestFigure = digest.Figure
	DigestPerson = digest.Person
)

// Digests returns the digests of the turn's community, each with its latest periods.
func (s Source) Digests(t *bot.Turn) ([]digest.Listed, error) { return s.digests().List(t) }

// Digest works out a digest of the turn's community; see digest.Feature.Of.
func (s Source) Digest(t *bot.Turn, name string, day bot.Day) (*Digest, error) {
	return s.digests().Of(t, name, day)
}

// digests returns the feature, which posts nothing here.
func (s Source) digests() *digest.Feature {
	return digest.New(s.Metrics, s.Active, func(string, string) string { return "" })
}

// DigestPath returns the path of the desk's page about a digest.
func DigestPath(name string, to bot.Day) string { return digest.Path(name, to) }
