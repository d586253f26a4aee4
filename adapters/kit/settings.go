package kit

import "net/url"

// CheckAddress reports what is no plain web address, at its path within the
// settings.
func CheckAddress(path, address string, fault func(path, format string, args ...any)) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		fault(path, "is no web address, which reads https://host or http://host:port")
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		fault(path, "must be a plain address without ?, # or a user name")
	}
}
