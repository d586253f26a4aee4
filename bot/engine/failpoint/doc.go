// Package failpoint names the steps at which a test may kill the program, to
// see that nothing is lost or done twice. In the released binary a step does
// nothing; built with the tag steward_test, STEWARD_FAILPOINT=NAME:COUNT kills
// the process with SIGKILL at the COUNT-th passing of the step NAME.
package failpoint

// Name is a step.
type Name string

// The steps, in the order in which a message passes them.
const (
	BeforeIntake  Name = "before-intake"  // a batch arrived and is not queued yet
	AfterIntake   Name = "after-intake"   // it is queued
	BeforeCommit  Name = "before-commit"  // decided, nothing stored
	AfterCommit   Name = "after-commit"   // stored, nobody told
	BeforeMark    Name = "before-mark"    // a line is to be sent, not marked so
	AfterMark     Name = "after-mark"     // marked as sending
	BeforePerform Name = "before-perform" // just before the platform is called
	AfterPerform  Name = "after-perform"  // the platform has answered
	BeforeOutcome Name = "before-outcome" // the outcome is decided, not stored
	AfterOutcome  Name = "after-outcome"  // and stored
)

// AfterChunk is passed before any message is: a chunk of a migration is stored.
const AfterChunk Name = "after-chunk"

// All are the steps of a message in order.
func All() []Name {
	return []Name{
		BeforeIntake, AfterIntake, BeforeCommit, AfterCommit, BeforeMark, AfterMark,
		BeforePerform, AfterPerform, BeforeOutcome, AfterOutcome,
	}
}
