package faketelegram

import "net/http"

// Client returns a client for the in-memory server; without Options.Memory it is nil, and any
// client works.
func (s *Server) Client() *http.Client { return s.line.Client() }
