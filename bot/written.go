package bot

// Written is one value of the configuration as its file has it, for telling what a
// change of the file changed.
type Written struct {
	Shown string `json:"shown,omitempty"` // in short, for people; empty if it must not be shown
	Print string `json:"print"`           // differs where the value does
}

// Reload is what became of a configuration that was read.
type Reload struct {
	Start bool `json:"start,omitempty"` // it is that of a start
	// Faults are why it is not in force, as people read them.
	Faults []string `json:"faults,omitempty"`
}
