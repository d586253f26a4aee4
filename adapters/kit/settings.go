package kit

import "net/url"

// CheckAddress reports an address that is not a plain web address, at its path
// within the settings.
func CheckAddress(path, address string, fault func(path, code string, args ...any)) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		fault(path, "platform.no_address")
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		fault(path, "platform.plain_address")
	}
}
