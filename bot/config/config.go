// Package config reads Steward's configuration: one strict loader for the whole
// file, used by check, run, demo and reload alike.
//
// The package does not know the settings of features and adapters. The owner of
// a key passes in a Section with a type, its defaults and its own validation.
// config itself owns only what belongs to the whole file: platforms,
// communities and their spaces, includes, environment variables, positions.
//
// Load works in this order: read the file and its includes (read.go,
// include.go), as far as allowed (files.go); look for slips that a parser can
// only misunderstand (slips.go); parse into nodes with positions (parse.go);
// substitute environment variables (env.go); keep values below platforms out of
// all messages (private.go); decode each section into its owner's type
// (shape.go, decode.go); check communities against each other (community.go);
// and let the owners check their values (report.go). Every fault is collected;
// none stops the loading.
package config

import (
	"sync"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// Scope is where in the file a section's key belongs.
type Scope int

const (
	ScopeRoot      Scope = iota // at the top level: store, web
	ScopePlatform               // under platforms; the key is the platform's name: telegram
	ScopeCommunity              // in each entry of communities: check_in
	ScopePlace                  // under places: a name with a meaning; it has only Key and Doc
)

// Section is one key of the file with an external owner. A key is unique within
// its scope.
type Section struct {
	Scope Scope
	Key   string
	// New returns a pointer to a fresh value that holds the defaults; the file's value is decoded over it. The comment of
	// shape lists the types and tags that can be decoded. Any other type makes Load panic, whatever the file says.
	New func() any
	// Check, if not nil, is called with the decoded value of New after all
	// sections are decoded, if the key is present. It may change the value. A
	// fault for a value that already has one is dropped.
	Check func(v any, r *Report)
	// Space, for a platform, explains why the id of a space, the part after the
	// colon, is invalid and what to do, as a clause; nil if it is valid. Plain
	// is the id with ordinary digits and dashes.
	Space func(id, plain string, got any) *phrase.Phrase
	// Entry, for a list, is the code of the phrase that names one entry: "the
	// {1} post under {2}", with its ordinal and the key.
	Entry string
	// One, for a list, lets a single entry stand for a list of one. The path of a fault in it has no number.
	One bool
	// Doc is a one-line description for the schema.
	Doc string
}

// Options are the loader's inputs from outside the file.
type Options struct {
	// Env looks up a variable; nil means os.LookupEnv. A .env next to the file
	// provides what Env lacks.
	Env func(name string) (string, bool)
	// RequireEnv makes a ${NAME} without a value a fault; otherwise it is a
	// warning and the text stays.
	RequireEnv bool
	// Taken, if not nil, lists the names that a list of a community must not
	// use, since something outside the file has them. Case is ignored.
	Taken func(community, section string) []string
}

// File is a loaded configuration. It does not change after Load and is safe for
// concurrent reads.
type File struct {
	Path        string         // as given to Load
	Platforms   map[string]any // the configured platforms, by name
	Communities []*Community   // in file order, those of includes after it
	Hosted      bool           // communities: store; see Host
	Hash        string         // of everything that was read
	Sources     []string       // every file read: the file, its includes, those named by file:, .env

	root     map[string]any
	sections []Section
	allowed  []string // folders of files: {allow}
	apart    sync.Mutex
	entries  *loader // see loaderApart
	watch    watched
	written  writing
}

// Root returns the value of a top-level section: its defaults if the key is
// absent, nil if nobody owns it.
func (f *File) Root(key string) any { return f.root[key] }

// Platform returns the settings of a platform and whether it is configured.
func (f *File) Platform(name string) (any, bool) {
	v, ok := f.Platforms[name]
	return v, ok
}

// Community returns the community with the given id; nil if there is none.
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
	Name     string // in the community's language; the id if there is no name
	Language string // one of Languages
	Timezone *time.Location
	Spaces   []string            // platform:rest
	Places   map[string][]string // platform:rest or platform:rest/sub, by the operator's name for it
	// Languages of spaces and places that differ from Language.
	Languages map[string]string

	sections map[string]any          // present in the file
	defaults map[string]any          // of all sections; shared by all communities
	named    map[string][]namedEntry // in the lists of the file, by section
	written  []writtenAt             // its own values
	file     *File
	hosted   bool // it is kept in the store
}

// Section returns the value of one of the community's sections: its defaults if
// the key is absent, nil if nobody owns it. Defaults are shared and must not be
// changed.
func (c *Community) Section(key string) any {
	if v, ok := c.sections[key]; ok {
		return v
	}
	return c.defaults[key]
}

// Has reports whether the file has the section for this community.
func (c *Community) Has(key string) bool { return c.sections[key] != nil }

// Plain reports whether the file has none of the sections.
func (c *Community) Plain() bool { return len(c.sections) == 0 }

// Owns reports whether a place, platform:rest or platform:rest/sub, lies in one
// of the community's spaces.
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

// Load reads the file at path with everything it includes and decodes it into
// sections. The returned File is never nil. If the faults are more than
// warnings (see Faults.Err), it is only good for Watch, which then waits for
// the fix.
//
// Load blocks on reading the disk.
func Load(path string, sections []Section, opt Options) (*File, Faults) {
	l := newLoader(path, sections, opt)
	return l.load()
}
