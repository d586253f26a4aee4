package bot

// Written is one configuration value as written in its file, for reporting what
// changed in the file.
type Written struct {
	Shown string `json:"shown,omitempty"` // shortened, for people; empty if it must not be shown
	Print string `json:"print"`           // differs when the value differs
}

// Reload is the result of loading a configuration.
type Reload struct {
	Start bool `json:"start,omitempty"` // at program start
	// Faults are why it is not in force, as texts for people.
	Faults []string `json:"faults,omitempty"`
}
