// Package config reads Steward's configuration: one strict loader for the whole file, used alike by check, run, demo and
// reload.
//
// The package knows nothing of what a feature or an adapter may be told. Whoever owns a key hands in a Section with a type, its
// defaults and its own validation; config owns only what belongs to the whole file: platforms, communities, who they are and
// where they live, includes, environment variables, positions.
//
// Load works in this order: read the file and what it includes (read.go, include.go), as far as it may be taken (files.go), look
// for slips that a parser can only misunderstand (slips.go), parse into nodes that remember where they stand (parse.go), put in
// environment variables (env.go), keep what stands below platforms out of all that is said (private.go), decode each section into
// its owner's type (shape.go, decode.go), check communities against each other (community.go), and let the owners check what they
// own (report.go). Every fault is collected; nothing stops at the first.
package config

import (
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// Scope says where in the file a section's key stands.
type Scope int

const (
	ScopeRoot      Scope = iota // at the top level: store, web
	ScopePlatform               // under platforms, the key being the platform's name: telegram
	ScopeCommunity              // in each entry of communities: check_in
)

// Section is one key of the file, owned by somebody else. A key may be used once in a scope.
type Section struct {
	Scope Scope
	Key   string
	// New returns a pointer to a fresh value that holds the defaults; the file's value is decoded over it. The comment of
	// shape lists the types and tags that can be decoded. Any other type makes Load panic, whatever the file says.
	New func() any
	// Check, when not nil, is called with what New returned, decoded, after all sections are decoded, and only if the key
	// stands in the file. It may change the value. A fault for a value that is already at fault is dropped.
	Check func(v any, r *Report)
	// Space, of a platform, says what is wrong with the text that names one of its spaces behind the colon, and what to do: a
	// clause; "" if it can be one. Plain is that text with ordinary digits and dashes.
	Space func(id, plain string, got any) *phrase.Phrase
	// Doc is one line for the schema.
	Doc string
}

// Options are what the loader takes from outside the file.
type Options struct {
	// Env looks a variable up; nil means os.LookupEnv. A .env beside the file fills in what Env does not have.
	Env func(name string) (string, bool)
	// RequireEnv makes a ${NAME} without a value a fault; otherwise it is a warning and the text stays as it is written.
	RequireEnv bool
}

// File is a loaded configuration. It does not change after Load and may be read from several goroutines.
type File struct {
	Path        string         // as given to Load
	Platforms   map[string]any // the platforms that the file sets up, by name
	Communities []*Community   // in the order of the file, those of included files after it
	Hash        string         // of everything that was read
	Sources     []string       // every file read: the file, its includes, what file: names, .env

	root    map[string]any
	watch   watched
	written writing
}

// Root returns the value of a top-level section: its defaults if the file does not have the key, nil if nobody owns it.
func (f *File) Root(key string) any { return f.root[key] }

// Platform returns the settings of a platform and whether the file sets it up.
func (f *File) Platform(name string) (any, bool) {
	v, ok := f.Platforms[name]
	return v, ok
}

// Community returns the community with the given id, nil if there is none.
func (f *File) Community(id string) *Community {
	for _, c := range f.Communities {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// Community is one entry of communities.
type Community struct {
	ID       string
	Name     string // in the community's language; the id if the file gives none
	Language string // one of Languages
	Timezone *time.Location
	Spaces   []string            // platform:rest
	Places   map[string][]string // platform:rest or platform:rest/sub, by the name the operator gave
	// Languages of the spaces and places where another one than Language is spoken.
	Languages map[string]string

	sections map[string]any // that the file gives
	defaults map[string]any // of all sections; the communities share them
}

// Section returns the value of one of the community's sections: its defaults if the file does not have the key, nil if nobody
// owns it. Defaults are every community's, and must not be changed.
func (c *Community) Section(key string) any {
	if v, ok := c.sections[key]; ok {
		return v
	}
	return c.defaults[key]
}

// Has says whether the file gives the section for this community.
func (c *Community) Has(key string) bool { return c.sections[key] != nil }

// Plain says whether the file gives none of the sections.
func (c *Community) Plain() bool { return len(c.sections) == 0 }

// Resolve returns the places that a name stands for: those listed under places, or the place itself if it is written out and
// lies in one of the community's spaces. It returns nil for anything else.
func (c *Community) Resolve(name string) []string {
	if list, ok := c.Places[name]; ok {
		return list
	}
	if c.Owns(name) {
		return []string{name}
	}
	return nil
}

// Owns says whether a place, platform:rest or platform:rest/sub, lies in one of the community's spaces.
func (c *Community) Owns(place string) bool {
	for _, s := range c.Spaces {
		if s == spaceOf(place) {
			return true
		}
	}
	return false
}

// Languages lists the languages a community can have.
func Languages() []string { return []string{"en", "zh-Hans", "zh-Hant"} }

// Load reads the file at path with everything it includes and decodes it into sections. The returned File is never nil; if
// faults hold more than warnings (see Faults.Err) it is fit only for Watch, which then waits for the mistake to be mended.
//
// Load reads the disk and blocks no longer than that takes.
func Load(path string, sections []Section, opt Options) (*File, Faults) {
	l := newLoader(path, sections, opt)
	return l.load()
}
