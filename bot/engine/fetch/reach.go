package fetch

import (
	"net/netip"
	"slices"
	"syscall"
)

// IPv4 networks outside the public internet: loopback, private, link-local,
// carrier-grade NAT, multicast and reserved (IANA's special-purpose address
// registry).
var special4 = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)

// Only one block of IPv6 is the public internet, except for its reserved parts
// and those that tunnel IPv4 addresses.
var (
	public6  = netip.MustParsePrefix("2000::/3")
	special6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
	// nat64 maps IPv4 for networks without it: the last four bytes are the IPv4
	// address.
	nat64 = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(list ...string) (out []netip.Prefix) {
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// reach lists networks that may be connected to besides the public internet.
type reach []netip.Prefix

// control is for net.Dialer: address is an IP address and a port.
func (r reach) control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !r.allows(to.Addr()) {
		return errUnreachable
	}
	return nil
}

func (r reach) allows(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if within(r, a) {
		return true
	}
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if a.Is4() {
		return !within(special4, a)
	}
	return public6.Contains(a) && !within(special6, a)
}

func within(list []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
}
