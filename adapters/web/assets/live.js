// The stream of updates. It comes back by itself, for ever, and says when it
// is gone and when it is back.

const RETRY = 1500;

// follow calls onUpdate for each update and onState with true or false as the
// connection comes and goes.
export function follow(lang, onUpdate, onState) {
  let source;
  let timer;
  const connect = () => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(`/demo/live?${new URLSearchParams({ lang })}`);
    source.onopen = () => onState(true);
    source.onmessage = (event) => onUpdate(JSON.parse(event.data));
    source.onerror = () => {
      onState(false);
      // A browser gives up for good after an answer that is no stream.
      source.close();
      timer = setTimeout(connect, RETRY);
    };
  };
  connect();
  window.addEventListener("online", connect);
}
