// Spark lines: <svg class="spark" data-points="154,153,,151"></svg>. Equidistant points, oldest first; an empty place is missing data and becomes a
// hatch, never a line. data-low and data-high, if given, fix the scale; else it follows the values, but never zooms into less than data-span.

const WIDTH = 120;
const HEIGHT = 24;
const PAD = 2;
const NS = 'http://www.w3.org/2000/svg';
const DEFAULT_SPAN = 10;

function child(parent, name, attributes) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
}

/** Maximal runs of indices for which the predicate holds, as [first, last]. */
function runs(points, holds) {
  const found = [];
  for (let i = 0; i < points.length; i++) {
    if (!holds(points[i])) continue;
    const first = i;
    while (i + 1 < points.length && holds(points[i + 1])) i++;
    found.push([first, i]);
  }
  return found;
}

function scale(svg, known) {
  const span = Number(svg.dataset.span ?? DEFAULT_SPAN);
  let low = Math.min(...known);
  let high = Math.max(...known);
  const lacking = (span - (high - low)) / 2;
  if (lacking > 0) [low, high] = [low - lacking, high + lacking];
  if (svg.dataset.low !== undefined) low = Number(svg.dataset.low);
  if (svg.dataset.high !== undefined) high = Number(svg.dataset.high);
  return (value) => HEIGHT - PAD - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * PAD);
}

function draw(svg) {
  const text = svg.dataset.points ?? '';
  const points = text === '' ? [] : text.split(',').map((p) => (p === '' ? null : Number(p)));
  svg.replaceChildren();
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  const known = points.filter((p) => p !== null);
  const step = WIDTH / Math.max(1, points.length - 1);
  const x = (i) => (i * step).toFixed(1);
  const gaps = known.length === 0 ? [[0, Math.max(1, points.length - 1)]] : runs(points, (p) => p === null);
  for (const [first, last] of gaps) {
    const from = Math.max(0, (first - 0.5) * step);
    const to = Math.min(WIDTH, (last + 0.5) * step);
    for (let at = from; at < to; at += 4) {
      const end = Math.min(at + 6, to);
      child(svg, 'path', { class: 'gap', d: `M${at.toFixed(1)} ${HEIGHT}L${end.toFixed(1)} ${(HEIGHT - (end - at) * 4).toFixed(1)}` });
    }
  }
  if (known.length === 0) return;
  const y = scale(svg, known);
  for (const [first, last] of runs(points, (p) => p !== null)) {
    let d = `M${x(first)} ${y(points[first]).toFixed(1)}`;
    for (let i = first + 1; i <= last; i++) d += `L${x(i)} ${y(points[i]).toFixed(1)}`;
    if (first === last) d += 'h.1'; // a single point is still a value
    child(svg, 'path', { class: 'line', d });
  }
}

const observer = new MutationObserver((changes) => {
  for (const svg of new Set(changes.map((change) => change.target))) draw(svg);
});

function adopt() {
  for (const svg of document.querySelectorAll('svg.spark:not([data-drawn])')) {
    svg.setAttribute('data-drawn', '');
    observer.observe(svg, { attributeFilter: ['data-points'] });
    draw(svg);
  }
}

adopt();
document.addEventListener('htmx:load', adopt);
