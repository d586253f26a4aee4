package fetch

import (
	"net/netip"
	"testing"
)

// TestReach checks which addresses may be connected to if one private network is allowed.
func TestReach(t *testing.T) {
	allow := reach{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00:1::/32")}
	for address, want := range map[string]bool{
		"93.184.216.34:443": true, "1.1.1.1:80": true, "[2606:4700::1111]:443": true, "[::ffff:93.184.216.34]:443": true,
		"10.1.2.3:80": true, "[::ffff:10.1.2.3]:80": true, "[fd00:1::5]:80": true,
		"[64:ff9b::5db8:d822]:443": true, // 93.184.216.34, seen from an IPv6-only network

		"0.0.0.0:80": false, "0.1.2.3:80": false, "127.0.0.1:80": false, "127.9.9.9:80": false, "10.2.0.1:80": false,
		"172.16.0.1:80": false, "172.31.255.255:80": false, "192.168.1.1:80": false, "169.254.169.254:80": false, "100.64.0.1:80": false,
		"100.127.255.255:80": false, "198.18.0.1:80": false, "224.0.0.1:80": false, "240.0.0.1:80": false, "255.255.255.255:80": false,
		"[::]:80": false, "[::1]:80": false, "[fe80::1%eth0]:80": false, "[fec0::1]:80": false, "[fc00::1]:80": false, "[fd00:2::1]:80": false,
		"[ff02::1]:80": false, "[::ffff:127.0.0.1]:80": false, "[::ffff:169.254.169.254]:80": false, "[::127.0.0.1]:80": false,
		"[64:ff9b::7f00:1]:80": false, "[64:ff9b::a9fe:a9fe]:80": false, "[64:ff9b:1::1]:80": false,
		"[2002:7f00:1::]:80": false, "[2001:0:1::]:80": false, "[2001:db8::1]:80": false,
		"example.com:80": false, "": false,
	} {
		if err := allow.control("tcp", address, nil); (err == nil) != want {
			t.Errorf("%q: %v", address, err)
		}
	}
}
