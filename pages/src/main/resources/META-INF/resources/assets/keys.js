// The keyboard path: "/" goes to the search, Escape leaves it, arrow keys move over the tiles as they lie on the screen, Enter opens.
// A tile is an element with data-tile that holds one link; data-search-text is what the search looks through. With data-empty on an element, it is
// shown when nothing matches; an element with data-group hides with its last tile.

const tiles = () => [...document.querySelectorAll('[data-tile]')].filter((tile) => !tile.hidden);
const link = (tile) => tile.querySelector('a[href]');
const search = document.querySelector('[data-search]');

/** One stop for the tab key, not one for each tile. */
function rove(current) {
  for (const tile of document.querySelectorAll('[data-tile]')) link(tile)?.setAttribute('tabindex', tile === current ? '0' : '-1');
}

const DIRECTIONS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

/** The nearest tile in that direction; sideways distance counts double, so that a row is kept. */
function neighbour(tile, [dx, dy]) {
  const from = tile.getBoundingClientRect();
  let best;
  let bestDistance = Infinity;
  for (const other of tiles()) {
    const to = other.getBoundingClientRect();
    const along = dx * (to.left - from.left) + dy * (to.top - from.top);
    const across = Math.abs(dx ? to.top - from.top : to.left - from.left);
    if (along <= 1 || (dx && across > from.height / 2)) continue;
    const distance = along + 2 * across;
    if (distance < bestDistance) [best, bestDistance] = [other, distance];
  }
  return best;
}

function move(event) {
  const all = tiles();
  const tile = event.target.closest?.('[data-tile]');
  const next = tile ? neighbour(tile, DIRECTIONS[event.key]) : all[0];
  if (!next) return;
  event.preventDefault();
  rove(next);
  link(next).focus();
}

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const tile of document.querySelectorAll('[data-tile]')) {
    const text = (tile.dataset.searchText ?? tile.textContent).toLowerCase();
    tile.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of document.querySelectorAll('[data-group]')) {
    group.hidden = !group.querySelector('[data-tile]:not([hidden])');
  }
  const empty = document.querySelector('[data-empty]');
  if (empty) empty.hidden = tiles().length > 0;
  rove(tiles()[0]);
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches?.('input, textarea, select, [contenteditable]');
  if (event.key === '/' && search && !typing) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.target === search && event.key === 'Escape') {
    search.value = '';
    filter();
    search.blur();
  } else if (event.target === search && (event.key === 'ArrowDown' || event.key === 'Enter')) {
    move(event);
  } else if (event.key in DIRECTIONS && !typing && tiles().length > 0) {
    move(event);
  }
});
document.addEventListener('focusin', (event) => {
  const tile = event.target.closest?.('[data-tile]');
  if (tile) rove(tile);
});
search?.addEventListener('input', filter);
if (search?.value) filter();
else if (tiles().length > 0) rove(tiles()[0]);

// a choice that is a view, not an action, needs no button
document.addEventListener('change', (event) => {
  if (event.target.matches('[data-autosubmit]')) event.target.form.requestSubmit();
});

document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-print]')) print();
});
