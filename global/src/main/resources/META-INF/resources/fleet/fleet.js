// The fleet page: asks for its tables again when facilities or models come or go; all other live values are the shared script's work.
// An answer that says no (400, 503) is a page with the reason in it, so it is shown like any other.

const SAYS_NO = [400, 503];

document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  if (SAYS_NO.includes(detail.xhr.status)) detail.shouldSwap = true;
});

document.addEventListener('mededge:live', ({ detail }) => {
  const fleet = document.querySelector('[data-shape]');
  if (fleet && detail.shape && detail.shape !== fleet.dataset.shape) {
    fleet.dataset.shape = detail.shape;
    fleet.dispatchEvent(new CustomEvent('fleet-changed'));
  }
});
