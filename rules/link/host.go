package link

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// lookup maps names as browsers do: in any case, with any of the dots, in any form of
// their letters.
var lookup = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// readHost returns a host, without its port, in the form of Link.Host.
func readHost(s string) (host string, ok bool) {
	if inner, ok := strings.CutPrefix(s, "["); ok {
		addr, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		return addr.String(), err == nil && addr.Is6() && addr.Zone() == "" && strings.HasSuffix(s, "]")
	}
	if strings.IndexByte(s, '%') >= 0 {
		decoded, err := url.PathUnescape(s)
		if err != nil {
			return "", false
		}
		s = decoded
	}
	if len(s) > 1024 {
		return "", false
	}
	s = smallDots.Replace(s)
	if host, ok = plainHost(s); !ok {
		mapped, err := lookup.ToASCII(s)
		if err != nil {
			return "", false
		}
		if host, ok = plainHost(mapped); !ok {
			return "", false
		}
	}
	if last := host[strings.LastIndexByte(host, '.')+1:]; last[0] >= '0' && last[0] <= '9' {
		return readIPv4(host)
	}
	return host, true
}

// smallDots are dots of a host that the mapping leaves as they are.
var smallDots = strings.NewReplacer("․", ".", "﹒", ".")

// plainHost takes a name in ASCII: labels of letters, digits, and signs that mean nothing in
// an address.
func plainHost(s string) (host string, ok bool) {
	s = strings.TrimSuffix(s, ".")
	if s == "" || len(s) > 253 {
		return "", false
	}
	label, upper := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '.':
			if label == 0 {
				return "", false
			}
			label = -1
		case c >= 'A' && c <= 'Z':
			upper = true
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_', strings.IndexByte("!\"$&'()*+,;=`{}~", c) >= 0:
		default:
			return "", false
		}
		if label++; label > 63 {
			return "", false
		}
	}
	if upper {
		s = strings.ToLower(s)
	}
	return s, label > 0
}

// readIPv4 reads one to four numbers, each decimal, octal (0...) or hexadecimal
// (0x...); the last one fills the remaining bytes.
func readIPv4(s string) (string, bool) {
	parts := strings.Split(s, ".")
	if len(parts) > 4 {
		return "", false
	}
	var addr uint64
	for i, part := range parts {
		base := 10
		if hex, ok := strings.CutPrefix(part, "0x"); ok {
			part, base = hex, 16
		} else if len(part) > 1 && part[0] == '0' {
			base = 8
		}
		n := uint64(0)
		if part != "" {
			var err error
			if n, err = strconv.ParseUint(part, base, 32); err != nil {
				return "", false
			}
		}
		if i < len(parts)-1 {
			if n > 255 {
				return "", false
			}
			addr |= n << (24 - 8*i)
			continue
		}
		if n >= 1<<(8*(4-i)) {
			return "", false
		}
		addr |= n
	}
	return netip.AddrFrom4([4]byte{byte(addr >> 24), byte(addr >> 16), byte(addr >> 8), byte(addr)}).String(), true
}

// listed reports whether names can be registered under the suffix of a host: it
// is on the public suffix list, is example, which stands for any (RFC 2606), or
// the host begins with www. host is in the form of Link.Host.
func listed(host string) bool {
	if strings.IndexByte(host, '.') < 0 || host[len(host)-1] <= '9' {
		return false
	}
	if rest, ok := strings.CutPrefix(host, "www."); ok && strings.IndexByte(rest, '.') > 0 || strings.HasSuffix(host, ".example") {
		return true
	}
	suffix, icann := publicsuffix.PublicSuffix(host)
	return icann && suffix != host || !icann && strings.IndexByte(suffix, '.') >= 0
}
