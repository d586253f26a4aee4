// Package failpoint names the steps at which a test may kill the program, to
// check that nothing is lost or done twice. In the released binary, a step does
// nothing. Built with the tag steward_test, STEWARD_FAILPOINT=NAME:COUNT kills
// the process with SIGKILL at the COUNT-th pass of step NAME.
package failpoint

// Name names a step.
type Name string

// The steps, in the order a message passes them.
const (
	BeforeIntake  Name = "before-intake"  // a batch arrived, not yet queued
	AfterIntake   Name = "after-intake"   // it is queued
	BeforeCommit  Name = "before-commit"  // decided, nothing stored
	AfterCommit   Name = "after-commit"   // stored, nobody notified
	BeforeMark    Name = "before-mark"    // a line is about to be sent, not yet marked
	AfterMark     Name = "after-mark"     // marked as sending
	BeforePerform Name = "before-perform" // just before the platform is called
	AfterPerform  Name = "after-perform"  // the platform has answered
	BeforeOutcome Name = "before-outcome" // the outcome is decided, not yet stored
	AfterOutcome  Name = "after-outcome"  // the outcome is stored
)

// AfterChunk comes before any message: a chunk of a migration is stored.
const AfterChunk Name = "after-chunk"

// All returns a message's steps in order.
func All() []Name {
	return []Name{
		BeforeIntake, AfterIntake, BeforeCommit, AfterCommit, BeforeMark, AfterMark,
		BeforePerform, AfterPerform, BeforeOutcome, AfterOutcome,
	}
}
