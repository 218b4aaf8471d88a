// Who is logged in. "b" opens the panel for badge and PIN, Escape closes it. A person at work keeps the log-in from being locked. A page with names, marked by
// data-names, is loaded anew when the server says that the log-in began, was locked or ended ("log-in.state" among the live values).

const PRESENT_EVERY_MS = 60_000;

const panel = document.querySelector('[data-log-in]');
let toldAt = performance.now();

document.addEventListener('keydown', (event) => {
  if (!panel || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches?.('input, textarea, select, [contenteditable]');
  if (event.key === 'b' && !typing) {
    event.preventDefault();
    panel.open = true;
    panel.querySelector('[data-badge]').focus();
  } else if (event.key === 'Escape' && panel.open) {
    panel.open = false;
    panel.querySelector('summary').focus();
  }
});

function present() {
  if (panel?.dataset.logIn !== 'live' || performance.now() - toldAt < PRESENT_EVERY_MS) return;
  toldAt = performance.now();
  fetch('/api/log-in', { method: 'PUT' }).catch(() => {}); // without a connection the page says so itself
}
for (const sign of ['pointerdown', 'keydown']) document.addEventListener(sign, present, { passive: true });

document.addEventListener('mededge:live', (event) => {
  const state = event.detail['log-in.state'];
  if (!panel || !state || state === panel.dataset.logIn) return;
  panel.dataset.logIn = state;
  if (document.querySelector('[data-names]')) location.reload();
});

// an action came too late: the page then shows what it may still show
document.addEventListener('htmx:responseError', (event) => {
  if (event.detail.xhr.status === 401) location.reload();
});
