package fakediscord

// Command is a registered command.
type Command struct{}

// interaction is one press or command.
type interaction struct{}

func (s *Server) commandRoutes() []route     { return nil }
func (s *Server) interactionRoutes() []route { return nil }
