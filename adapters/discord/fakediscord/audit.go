package fakediscord

// Audit log action types that the fake records:
// https://discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events.
const (
	auditKick      = 20
	auditBanAdd    = 22
	auditBanRemove = 23
)

// auditEntry is documented at
// https://discord.com/developers/docs/resources/audit-log#audit-log-entry-object.
type auditEntry struct {
	ID     string `json:"id"`
	Action int    `json:"action_type"`
	Target string `json:"target_id"`
	User   string `json:"user_id"`
	Reason string `json:"reason,omitempty"`
}

// logged adds an audit log entry; only the latest thousand are kept.
func (s *Server) logged(g *guild, action int, target, by, reason string) {
	g.audit = append(g.audit, auditEntry{s.newID(), action, target, by, reason})
	if len(g.audit) > 1000 {
		g.audit = g.audit[1:]
	}
}
