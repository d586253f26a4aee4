// Package desk serves the operator's desk: pages in the browser from which staff see what works, and act on it.
//
// # Adding a page
//
// A page is three things, and a test finds one that is missing:
//
//   - a file page_NAME.go with a function that gets the request's [Visit] and returns the page's data. The Visit holds the
//     session's account, its powers, the community, the language, and a snapshot of the store with a turn on it
//     (Visit.Turn), which reads but does not write: whatever a feature or a room answers a turn, it answers a page;
//   - a template pages/NAME.html that defines "content" and is given a [view]: the Visit, and the data as .Data;
//   - a row in the table of [pages]: address, powers, and a letter if it is in the navigation.
//
// Its texts are in strings/LANGUAGE/NAME.json under "NAME.key", as {{.T "NAME.key"}}. If it has a table, the row's table
// function returns it, and the page has CSV and JSON at ?as=csv and ?as=json.
//
// The forms of Things show the doc of each key of the configuration. In another language than English it is the text in
// strings/LANGUAGE/explanations.json whose key is the English one.
//
// # Acting
//
// A page writes nothing. A form gives a command, as in chat: {{template "act" (.Act "award")}} … {{template "done"}}
// posts the command's parameters by name, the handler checks the row of the command in the table of [acts], and submits an
// event of the session's account. A form with the field "button" presses one of Steward's buttons by its data instead, such as
// "moderation:report:7:dismiss", if its verb is in the table of [presses]. Steward's answers come back to the page from which
// the form was sent. What the desk has no command for gets a command first: then it works in chat, too.
//
// # Safety
//
// The handler answers only to its own address, to localhost and to IP addresses; requests from other sites' pages that
// change anything are refused (http.CrossOriginProtection); scripts and styles come from here alone, and no script writes
// markup. A session's cookie is HttpOnly and SameSite=Lax, with the prefix __Host- over https. What a session may do is
// asked at each request; one whose account has lost its powers is ended. X-Forwarded headers are not read.
//
// # Several processes
//
// In a cluster, a [Desk] serves the communities of one engine, for requests that others hand over. A process listens with a
// door ([NewDoor]): its own pages are those that concern no community. What it hands over is checked where it is answered,
// as if it had come from the visitor, so the door needs no trust. All the state that a session or a form has is in the
// community's store.
package desk
