package desk

import (
	"embed"
	"html/template"
	"net/http"

	"github.com/stewardbot/steward/bot/desk"
)

// page is one address below /c/{community}/, and who may see it.
type page struct {
	path   string      // "members/{member}"; its values are Visit.Path
	name   string      // of its template and texts
	powers desk.Powers // any of these lets in
	key    string      // after g, it leads here; empty: not in the navigation
	under  string      // the page below which the navigation has it; empty: beside the others
	show   func(*Visit) (any, error)
	table  func(v *Visit, data any) *Table // what ?as=csv and ?as=json give; nil: nothing
}

// pattern returns the page's address in the table of routes.
func (p *page) pattern() string { return "GET /c/{community}/" + p.path }

// anyPower lets in whoever has a power at all.
const anyPower = desk.All

// pages is the one list of pages, in the order of the navigation.
func pages() []page {
	return []page{
		{path: "overview", name: "overview", powers: anyPower, key: "o", show: overview},
		{path: "members", name: "members", powers: desk.Moderator, key: "m", show: members, table: membersTable},
		{path: "members/{member}", name: "member", powers: desk.Moderator, show: aMember, table: memberTable},
		{path: "segments", name: "segments", powers: desk.Moderator | desk.Analyst, key: "n", under: "members", show: segments, table: segmentsTable},
		{path: "tags", name: "tags", powers: desk.Moderator, key: "l", under: "members", show: tagCounts, table: tagsTable},
		{path: "followups", name: "followups", powers: desk.Moderator, key: "u", under: "members", show: followUps, table: followUpsTable},
		{path: "tiers", name: "tiers", powers: desk.Moderator, key: "p", under: "members", show: tierStandings, table: tiersTable},
		{path: "campaigns", name: "campaigns", powers: desk.Operator, key: "b", under: "members", show: campaigns, table: campaignsTable},
		{path: "surveys", name: "surveys", powers: desk.Moderator | desk.Analyst, key: "v", under: "members", show: surveys, table: surveysTable},
		{path: "queue", name: "queue", powers: desk.Moderator | desk.Fulfilment, key: "q", show: queue, table: queueTable},
		{path: "calendar", name: "calendar", powers: desk.Editor, key: "c", show: calendar, table: calendarTable},
		{path: "things", name: "things", powers: desk.Editor, key: "t", show: things, table: thingsTable},
		{path: "things/{list}", name: "kind", powers: desk.Editor, show: aKind, table: kindTable},
		{path: "things/{list}/{thing}", name: "thing", powers: desk.Editor, show: aThing},
		{path: "insights", name: "insights", powers: desk.Analyst, key: "i", show: insights, table: insightsTable},
		{path: "evaluation", name: "evaluation", powers: desk.Analyst, key: "w", under: "insights", show: evaluation, table: evaluationTable},
		{path: "digest", name: "digest", powers: desk.Analyst | desk.Moderator, key: "d", under: "insights", show: digests, table: digestTable},
		{path: "configuration", name: "configuration", powers: desk.Operator, key: "f", show: configuration, table: configurationTable},
		{path: "rules", name: "rules", powers: desk.Moderator, key: "r", show: ruleHits, table: rulesTable},
		{path: "economy", name: "economy", powers: desk.Analyst | desk.Operator, key: "e", show: economy, table: economyTable},
		{path: "audit", name: "audit", powers: desk.Operator, key: "a", show: audit, table: auditTable},
		{path: "health", name: "health", powers: desk.Operator, key: "h", show: health, table: healthTable},
		{path: "sessions", name: "sessions", powers: anyPower, key: "s", show: sessions},
	}
}

// acts is the one list of commands that a form may give, and who may send the form. The command itself judges again by
// rank, as in chat.
func acts() map[string]desk.Powers {
	return map[string]desk.Powers{
		"award": desk.Moderator, "fine": desk.Moderator, "warn": desk.Moderator, "mute": desk.Moderator, "unmute": desk.Moderator,
		"note": desk.Moderator, "undo": desk.Moderator, "tag": desk.Moderator,
		"campaign": desk.Operator,
		"schedule": desk.Editor, "define": desk.Editor, "stock": desk.Editor | desk.Moderator,
	}
}

// presses is the one list of buttons that a form may press without an answer that has them, by feature and verb, and who
// may send the form. The button itself judges again, as in chat.
func presses() map[string]desk.Powers {
	return map[string]desk.Powers{
		"campaign:start":    desk.Operator,
		"followup:do":       desk.Moderator,
		"moderation:report": desk.Moderator, "moderation:appeal": desk.Moderator,
		"schedule:approve": desk.Editor,
		"shop:sent":        desk.Fulfilment, "shop:refund": desk.Fulfilment, "shop:ask": desk.Fulfilment,
		"tiers:remove": desk.Moderator, "tiers:keep": desk.Moderator,
	}
}

// route is one address of the desk with its method.
type route struct {
	pattern string
	powers  desk.Powers // 0: without a session
	handler http.Handler
}

// routes is the privilege table: every address, and the powers of which one lets in.
func (d *Desk) routes() []route {
	open := func(pattern string, h http.HandlerFunc) route { return route{pattern, 0, h} }
	inside := func(pattern string, powers desk.Powers, fn func(http.ResponseWriter, *Visit)) route {
		return route{pattern, powers, d.visit(powers, fn)}
	}
	list := []route{
		open("GET /{$}", d.serveDoor),
		{"GET " + assetPath, 0, d.assets},
		open("GET /in/{community}/{secret}", d.serveLink),
		open("POST /in/{community}/{secret}", d.signIn),
		inside("GET /c/{community}", anyPower, toFirstPage),
		inside("POST /c/{community}/act", anyPower, d.act),
		inside("POST /c/{community}/press", anyPower, d.press),
		inside("POST /c/{community}/codes", desk.Operator, d.codes),
		inside("POST /c/{community}/end", anyPower, d.end),
		{"GET /c/{community}/live", anyPower, http.HandlerFunc(d.follow)},
	}
	list = append(list, open("POST /p/{community}/end", d.endOwn), open("GET /p/{community}/shop/{item}", d.picture), open("GET /p/{community}/{rest...}", d.nothing))
	for _, p := range publicPages() {
		list = append(list, open("GET /p/{community}/"+p.name, d.public(p)))
	}
	list = append(list, inside("GET /c/{community}/{rest...}", anyPower, d.missing))
	for _, p := range pages() {
		list = append(list, inside(p.pattern(), p.powers, func(w http.ResponseWriter, v *Visit) { d.servePage(w, v, &p) }))
	}
	return list
}

//go:embed pages
var pageFiles embed.FS

// parsePages returns the templates by page, each within the frame.
func parsePages() (map[string]*template.Template, error) {
	frame, err := template.ParseFS(pageFiles, "pages/frame.html")
	if err != nil {
		return nil, err
	}
	all := map[string]*template.Template{}
	names := []string{"door", "link", "fault"}
	for _, p := range pages() {
		names = append(names, p.name)
	}
	for _, p := range publicPages() {
		names = append(names, p.name)
	}
	for _, name := range names {
		t, err := frame.Clone()
		if err == nil {
			t, err = t.ParseFS(pageFiles, "pages/"+name+".html")
		}
		if err != nil {
			return nil, err
		}
		all[name] = t
	}
	return all, nil
}
