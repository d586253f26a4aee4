package faketelegram

import "strings"

// setWebhook stores the URL, which disables long polling; nothing is delivered to it:
// https://core.telegram.org/bots/api#setwebhook.
func (s *Server) setWebhook(p params) (any, *apiError) {
	if url := p["url"]; url != "" && !strings.HasPrefix(url, "https://") {
		return nil, bad("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if err := s.allow(p); err != nil {
		return nil, err
	}
	s.webhook = p["url"]
	s.dropPending(p)
	return true, nil
}

// deleteWebhook implements https://core.telegram.org/bots/api#deletewebhook.
func (s *Server) deleteWebhook(p params) (any, *apiError) {
	s.webhook = ""
	s.dropPending(p)
	return true, nil
}

func (s *Server) dropPending(p params) {
	if p.bool("drop_pending_updates") {
		s.queue.waiting = nil
	}
}

// getWebhookInfo implements https://core.telegram.org/bots/api#getwebhookinfo.
func (s *Server) getWebhookInfo(params) (any, *apiError) {
	s.queue.expire(s.now())
	info := map[string]any{
		"url": s.webhook, "has_custom_certificate": false, "pending_update_count": len(s.queue.waiting),
	}
	if s.queue.allowed != nil {
		kinds := []string{}
		for k := range s.queue.allowed {
			kinds = append(kinds, k)
		}
		info["allowed_updates"] = kinds
	}
	return info, nil
}
