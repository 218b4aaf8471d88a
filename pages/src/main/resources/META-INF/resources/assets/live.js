// Live values by server-sent events. The protocol, for any tier:
//
//   event: live        data: {"A-01.venous": "154", "A-01.at": "1790000000000", "A-01.bp": null}
//   event: heartbeat   data: {"at": "2026-01-01T12:00:00Z", "clock": "clock not verified"}      at least every 2 s
//
// A value is text, or null for "there is none". It goes to every element with data-live="key": to its text, or to the attribute that
// data-live-attr names ("" and null remove the attribute). An element with data-at (ms since 1970) and data-stale-after (ms) goes stale by
// itself, also without a connection; the age is written to the [data-age] elements inside it.

const HEARTBEAT_LIMIT_MS = 5_000;
const RETRY_MS = [500, 1_000, 2_000, 4_000];
const TICK_MS = 500;

const body = document.body;
const banner = document.querySelector('[data-watch-banner]');
const connection = document.querySelector('[data-connection]');
const clock = document.querySelector('[data-clock]');
const trust = document.querySelector('[data-clock-trust]');
const time = new Intl.DateTimeFormat('en-GB', {
  timeZone: body.dataset.zone, hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
});

let heardAt = performance.now(); // of this page's monotonic clock: a jump of the wall clock must not hide a silence
let serverAhead = 0; // ms by which the server's clock is ahead of this page's
let everHeard = false;
let elements = new Map();
let source;
let attempt = 0;

function index() {
  elements = new Map();
  for (const element of document.querySelectorAll('[data-live]')) {
    const same = elements.get(element.dataset.live);
    if (same) same.push(element);
    else elements.set(element.dataset.live, [element]);
  }
}

function show(element, value) {
  const attribute = element.dataset.liveAttr;
  if (attribute) {
    if (value === null || value === '') element.removeAttribute(attribute);
    else if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
    return;
  }
  element.toggleAttribute('data-missing', value === null);
  const text = value ?? '';
  if (element.textContent !== text) element.textContent = text;
}

function apply(values) {
  for (const [key, value] of Object.entries(values)) {
    for (const element of elements.get(key) ?? []) show(element, value);
  }
  document.dispatchEvent(new CustomEvent('mededge:live', { detail: values }));
}

/** 3 s, 4 min, 2 h 5 min: short, and never less exact than it looks. */
function age(ms) {
  const s = Math.max(0, Math.floor(ms / 1_000));
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return `${min} min`;
  if (min < 48 * 60) return `${Math.floor(min / 60)} h ${min % 60} min`;
  return `${Math.floor(min / 1440)} days`;
}

function ages() {
  const now = Date.now() + serverAhead;
  for (const element of document.querySelectorAll('[data-at]')) {
    const old = now - Number(element.dataset.at);
    const stale = old > Number(element.dataset.staleAfter ?? Infinity);
    if (element.hasAttribute('data-stale') !== stale) element.toggleAttribute('data-stale', stale);
    const text = age(old);
    for (const label of element.querySelectorAll('[data-age]')) {
      if (label.textContent !== text) label.textContent = text;
    }
  }
}

function tellTime() {
  const now = new Date(Date.now() + serverAhead);
  if (clock && everHeard) {
    clock.textContent = time.format(now);
    clock.dateTime = clock.title = now.toISOString();
  }
}

function tellConnection() {
  const silent = performance.now() - heardAt;
  const lost = silent > HEARTBEAT_LIMIT_MS;
  const state = lost ? 'lost' : everHeard ? 'live' : 'connecting';
  if (document.documentElement.dataset.connection === state) return;
  document.documentElement.dataset.connection = state;
  if (connection) connection.textContent = { live: '● live', connecting: '○ connecting', lost: '✕ no connection' }[state];
  if (!banner) return;
  banner.hidden = !lost;
  banner.textContent = !lost ? '' : body.dataset.watch === 'bedside'
    ? 'NO CONNECTION – WATCH THE MACHINES'
    : 'Connection lost, values may be old';
}

function heard(event) {
  heardAt = performance.now();
  everHeard = true;
  attempt = 0;
  const { at, clock: verdict } = JSON.parse(event.data);
  serverAhead = Date.parse(at) - Date.now();
  if (trust && verdict) trust.textContent = verdict;
  tellConnection();
}

function connect() {
  source?.close();
  source = new EventSource(body.dataset.events);
  source.addEventListener('live', (event) => apply(JSON.parse(event.data)));
  source.addEventListener('heartbeat', heard);
  source.onerror = () => {
    // the browser retries a broken stream by itself, but gives up for good on an HTTP error: so we always retry
    source.close();
    setTimeout(connect, RETRY_MS[Math.min(attempt++, RETRY_MS.length - 1)]);
  };
}

function tick() {
  if (body.dataset.events) {
    tellConnection();
    tellTime();
  }
  ages();
}

index();
document.addEventListener('htmx:load', index);
document.addEventListener('visibilitychange', tick);
if (body.dataset.events) {
  connect();
  // a stream that is open but silent (a dead proxy, a sleeping laptop) is opened again
  setInterval(() => performance.now() - heardAt > 2 * HEARTBEAT_LIMIT_MS && source.readyState === EventSource.OPEN && connect(),
    HEARTBEAT_LIMIT_MS);
}
setInterval(tick, TICK_MS);
tick();
