// Package cluster carries events and effects between processes, so that the
// gateways, which hold the connections to the platforms, and the engines, which
// decide, may be different ones, and many.
//
// A Gateway runs one adapter and is its bot.Sink. It sorts events by partition
// (see Route), appends them to the partitions' streams in packets, and keeps
// each until the engine says that it is committed. An Intake reads one
// partition's stream and submits the packets to the engine; its place in the
// stream is the batches' cursor, so it is committed with the events. A Remote
// stands in for a platform's adapter at an engine: what it is to perform goes to
// the gateway by request. A Passage takes events of private chats from the
// engine of an account's home to that of the community they are about.
//
// A Transport may lose, repeat and forget anything. Nothing is lost by it: the
// platform's cursor moves only after every event up to it is committed.
package cluster
