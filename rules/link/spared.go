package link

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// spared reports whether a bare name, as written and as a host, is more likely
// a file, an identifier, or two sentences without a space. after is the text
// that follows.
func spared(written, host, after string) bool {
	stem, _, _ := strings.Cut(host, ".")
	ending := host[strings.LastIndexByte(host, '.')+1:]
	labels := strings.Count(host, ".") + 1
	switch {
	case fileEndings[ending], stems[stem] && stemEndings[ending], strings.HasPrefix(host, "lib") && ending == "so":
		return true
	case labels > 2 && packageRoots[stem]: // com.example.app
		return true
	case (ending == "am" || ending == "pm") && strings.Trim(host[:len(host)-3], "0123456789.") == "": // 10.30.am
		return true
	case members[ending] && (strings.HasPrefix(after, "(") || receivers[stem] || len(stem) == 1): // a.b.call(), self.id, e.name
		return true
	case labels > 2:
		return false
	case names[host]:
		return true
	case words[ending]:
		return true
	}
	return isNextSentence(written[strings.LastIndexByte(written, '.')+1:])
}

// IsName reports whether an address without scheme and path, which platforms
// take for a link, is a well-known framework or file name (asp.net, README.md,
// start.sh), or a missing space between sentences (sentence.Me).
func IsName(address string) bool {
	stem, ending, _ := strings.Cut(address, ".")
	if strings.ContainsAny(address, `/\:`) {
		return false
	}
	if isNextSentence(ending) && starts[strings.ToLower(ending)] {
		return true
	}
	stem, ending = strings.ToLower(stem), strings.ToLower(ending)
	return names[stem+"."+ending] || fileEndings[ending] || stems[stem] && stemEndings[ending]
}

// isNextSentence: "sentence.Me too". com, net and org begin none.
func isNextSentence(ending string) bool {
	r, n := utf8.DecodeRuneInString(ending)
	if !unicode.IsUpper(r) || strings.EqualFold(ending, "com") || strings.EqualFold(ending, "net") || strings.EqualFold(ending, "org") {
		return false
	}
	return strings.IndexFunc(ending[n:], unicode.IsUpper) < 0
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields(list) {
		m[s] = true
	}
	return m
}

var (
	// fileEndings are file extensions that are more common in chats than the
	// suffix.
	fileEndings = set("md mov pm ps py rs sh so tf zip")
	// stemEndings are file extensions only for these well-known file names.
	stemEndings  = set("ac am cc cx in la mk ml mm pl pn st sc")
	stems        = set("app build changelog cli client config configure core file filename index init install lib license main makefile manifest mod readme run script server setup test tests util utils")
	packageRoots = set("com dev edu io net org")
	// names are of frameworks, standard libraries and the like.
	names = set("ado.net asp.net cake.net dnn.net engine.io java.io java.net javax.net ml.net paint.net socket.io system.io system.net vb.net")
	// starts are endings that sentences begin with.
	starts = set("am as at be by call can do em es et how in is it la love me my no now on onion or pro se so to us you")
	// words are endings that sentences begin with more often than sites end in them.
	words = set("call how love now onion you")
	// members are suffixes that are also identifiers: user.name, items.map(
	members   = set("at bar call cat city date map data dev download email find fit foo gold group host id in info is it link live map me name new now of off open page phone place play plus pub read report room run save science search select send show site social store style support target to today tools top watch work")
	receivers = set("args console doc document el err error event file item log logger message msg obj object os self this user window")
)
