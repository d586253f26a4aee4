package faketelegram

import "net/http"

// Client reaches the server in memory; without Options.Memory it is nil, and
// any client does.
func (s *Server) Client() *http.Client { return s.line.Client() }
