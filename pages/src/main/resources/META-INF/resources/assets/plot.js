// Plots over time: <figure class="plot" data-plot="/api/…" data-refresh="2000"><canvas></canvas></figure>. The address answers with
//
//   {"display": "Venous pressure", "unit": "mmHg", "from": ms, "to": ms, "at": [ms, …], "values": [154, …],
//    "gaps": [[ms, ms], …], "limits": [{"value": 200, "text": "high limit"}], "marks": [{"at": ms, "text": "Venous air", "priority": "high"}]}
//
// A gap is a hatch and never bridged by a line; a limit is a thin line; a mark is an alarm on the time axis. limits and marks may be left out.

const { Chart } = window;
const MARK_COLOURS = { high: '--alarm-high', medium: '--alarm-medium', low: '--alarm-low' };
const STEPS_S = [10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400];
const MAX_TICKS = 8;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** What the browser makes of a custom property, as a colour that a canvas understands. */
function colour(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function hatch(context) {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const pen = tile.getContext('2d');
  pen.strokeStyle = colour('--hatch');
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat');
}

const annotations = {
  id: 'annotations',
  beforeDatasetsDraw(chart) {
    const { ctx, chartArea: area, scales: { x, y } } = chart;
    const { gaps = [], limits = [] } = chart.options.answer ?? {};
    ctx.save();
    ctx.fillStyle = hatch(ctx);
    for (const [from, to] of gaps) {
      const left = Math.max(area.left, x.getPixelForValue(from));
      const right = Math.min(area.right, x.getPixelForValue(to));
      if (right > left) ctx.fillRect(left, area.top, right - left, area.bottom - area.top);
    }
    ctx.strokeStyle = colour('--dim');
    ctx.setLineDash([4, 3]);
    for (const { value } of limits) {
      const at = y.getPixelForValue(value);
      ctx.beginPath();
      ctx.moveTo(area.left, at);
      ctx.lineTo(area.right, at);
      ctx.stroke();
    }
    ctx.restore();
  },
  afterDatasetsDraw(chart) {
    const { ctx, chartArea: area, scales: { x } } = chart;
    ctx.save();
    for (const { at, text, priority } of chart.options.answer?.marks ?? []) {
      const left = x.getPixelForValue(at);
      if (left < area.left || left > area.right) continue;
      ctx.fillStyle = ctx.strokeStyle = colour(MARK_COLOURS[priority] ?? '--text');
      ctx.beginPath();
      ctx.moveTo(left, area.top + 14);
      ctx.lineTo(left, area.bottom);
      ctx.stroke();
      ctx.beginPath();
      ctx.moveTo(left - 5, area.bottom);
      ctx.lineTo(left + 5, area.bottom);
      ctx.lineTo(left, area.bottom - 9);
      ctx.fill();
      ctx.fillStyle = colour('--text');
      ctx.textAlign = left > area.right - 90 ? 'right' : 'left';
      ctx.fillText(text, left, area.top + 9);
    }
    ctx.restore();
  },
};

function step(spanMs) {
  return 1_000 * (STEPS_S.find((s) => spanMs / (s * 1_000) <= MAX_TICKS) ?? STEPS_S.at(-1));
}

/** Values with a break at each gap, so that no line bridges it. */
function points({ at, values, gaps = [] }) {
  const all = at.map((x, i) => ({ x, y: values[i] }));
  for (const [from, to] of gaps) all.push({ x: (from + to) / 2, y: NaN });
  return all.sort((a, b) => a.x - b.x);
}

function options(answer) {
  const zone = document.body.dataset.zone;
  const span = answer.to - answer.from;
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', ...(span < 120_000 && { second: '2-digit' }) });
  const grid = { color: colour('--line') };
  const text = colour('--dim');
  const font = { family: css('font-family') || getComputedStyle(document.body).fontFamily, size: 12 };
  return {
    answer,
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    normalized: true,
    parsing: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    plugins: {
      legend: { display: false },
      tooltip: { displayColors: false, callbacks: {
        title: ([item]) => new Date(item.parsed.x).toISOString(),
        label: (item) => `${item.parsed.y} ${answer.unit}`,
      } },
    },
    scales: {
      x: {
        type: 'linear', min: answer.from, max: answer.to, grid,
        title: { display: true, text: `Time (${zone.replace('Etc/', '')})`, color: text, font },
        ticks: { color: text, font, maxRotation: 0, includeBounds: false, stepSize: step(span), callback: (ms) => time.format(ms) },
        afterBuildTicks(axis) {
          const by = step(span);
          axis.ticks = [];
          for (let ms = Math.ceil(answer.from / by) * by; ms <= answer.to; ms += by) axis.ticks.push({ value: ms });
        },
      },
      y: {
        grid, grace: '8%',
        title: { display: true, text: answer.unit ? `${answer.display} (${answer.unit})` : answer.display, color: text, font },
        ticks: { color: text, font, maxTicksLimit: 7 },
      },
    },
  };
}

function describe(figure, answer) {
  const { values, display, unit } = answer;
  figure.querySelector('canvas').setAttribute('aria-label', values.length === 0
    ? `${display}: no values in this time`
    : `${display}: ${Math.min(...values)} to ${Math.max(...values)} ${unit}, last ${values.at(-1)} ${unit}, ${answer.gaps?.length ?? 0} gaps`);
}

async function load(figure) {
  const answer = await (await fetch(figure.dataset.plot, { headers: { accept: 'application/json' } })).json();
  const data = { datasets: [{
    data: points(answer), borderColor: colour('--link'), borderWidth: 1.75, spanGaps: false, tension: 0,
    pointRadius: answer.at.length <= 60 ? 3 : 0, pointBackgroundColor: colour('--link'),
  }] };
  describe(figure, answer);
  if (figure.chart) {
    figure.chart.data = data;
    figure.chart.options = options(answer);
    figure.chart.update('none');
  } else {
    const canvas = figure.querySelector('canvas');
    canvas.setAttribute('role', 'img');
    figure.chart = new Chart(canvas, { type: 'line', data, options: options(answer), plugins: [annotations] });
  }
}

/** One request at a time: a slow answer delays the next one and never piles up. */
async function keep(figure) {
  for (;;) {
    if (!document.hidden) {
      try {
        await load(figure);
        figure.removeAttribute('data-failed');
      } catch {
        figure.setAttribute('data-failed', ''); // the watch over the connection says so in words
      }
    }
    const refresh = Number(figure.dataset.refresh ?? 0);
    if (!refresh || !figure.isConnected) return;
    await new Promise((resume) => setTimeout(resume, refresh));
  }
}

for (const figure of document.querySelectorAll('[data-plot]')) keep(figure);
document.addEventListener('mededge:theme', () => document.querySelectorAll('[data-plot]').forEach((figure) => load(figure).catch(() => {})));
