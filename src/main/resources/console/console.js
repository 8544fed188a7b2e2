"use strict";

// Plots of one metric: uPlot draws what the page's JSON says. Without this script the table below the plot has the same.
{
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const figure = (value) => value == null ? "–" : String(Number(value.toPrecision(6)));
  const moment = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");

  /** The times without the device: from each "offline" to the "online" after it. */
  const offline = (events, from, until) => {
    const spans = [];
    let end = until;
    for (const event of events) {
      const at = Date.parse(event.at) / 1000;
      if (event.status === "offline" && end > from) {
        spans.push([Math.max(at, from), end]);
      }
      end = Math.min(at, until);
    }
    return spans;
  };

  const shadeOffline = (page) => (plot) => {
    const from = plot.scales.x.min;
    const until = plot.scales.x.max;
    plot.ctx.save();
    plot.ctx.globalAlpha = 0.22;
    plot.ctx.fillStyle = color("--bad");
    for (const [begin, end] of offline(page.events, from, until)) {
      const x = plot.valToPos(begin, "x", true);
      plot.ctx.fillRect(x, plot.bbox.top, Math.max(2, plot.valToPos(end, "x", true) - x), plot.bbox.height);
    }
    plot.ctx.restore();
  };

  const tip = (place) => {
    const box = document.createElement("div");
    box.className = "plot-tip";
    box.hidden = true;
    return {
      init: (plot) => plot.over.append(box),
      setCursor: (plot) => {
        const i = plot.cursor.idx;
        box.hidden = i == null || plot.data[2][i] == null;
        if (!box.hidden) {
          const [at, least, mean, greatest] = plot.data.map((row) => row[i]);
          box.textContent = `${moment(at)}  ${figure(mean)}` + (least === greatest ? "" : `  (${figure(least)} to ${figure(greatest)})`);
          box.style.left = Math.max(0, Math.min(plot.cursor.left + 12, plot.over.clientWidth - box.offsetWidth)) + "px";
          box.style.top = "6px";
        }
      },
    };
  };

  const options = (place, page) => {
    const grid = { stroke: color("--line"), width: 1 };
    const axis = { stroke: color("--muted"), grid, ticks: grid, font: "12px system-ui, sans-serif" };
    const hover = tip(place);
    const edge = { stroke: "transparent", width: 0, points: { show: false } };
    return {
      width: place.clientWidth,
      height: place.clientHeight,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      cursor: { y: false, points: { show: false } },
      legend: { show: false },
      scales: { x: { min: page.plot.at[0], max: page.plot.at[0] + page.plot.at.length * page.plot.column_seconds } },
      series: [{}, edge, { stroke: color("--accent"), width: 1.75, points: { show: (plot) => sparse(plot), size: 4 }, spanGaps: false }, edge],
      bands: [{ series: [3, 1], fill: color("--accent") + "44" }],
      axes: [{ ...axis, values: times }, { ...axis, size: 56 }],
      hooks: { init: [hover.init], setCursor: [hover.setCursor], drawClear: [shadeOffline(page)] },
    };
  };

  /** A single column makes no line: then each is a point. */
  const sparse = (plot) => plot.data[2].filter((value) => value != null).length < 120;

  /** 24 hours a day; the date where a day begins. */
  const times = (plot, splits) => splits.map((seconds) => {
    const [day, time] = moment(seconds).split(" ");
    return time === "00:00:00" ? day.slice(5) : time.slice(0, 5);
  });

  const data = (page) => [page.plot.at, page.plot.least, page.plot.mean, page.plot.greatest];

  /** Joins columns over gaps that are shorter than three of the usual distances: a slow device is drawn as a line too. */
  const joined = (rows) => {
    const filled = rows[2].map((value, i) => value == null ? -1 : i).filter((i) => i >= 0);
    const gaps = filled.slice(1).map((i, n) => i - filled[n]).sort((a, b) => a - b);
    const usual = gaps.length ? gaps[gaps.length >> 1] : 1;
    const kept = new Set(filled);
    filled.slice(1).forEach((i, n) => {
      if (i - filled[n] > usual * 3) {
        kept.add(filled[n] + 1);
      }
    });
    const places = rows[0].map((_, i) => i).filter((i) => kept.has(i));
    return rows.map((row) => places.map((i) => row[i]));
  };

  /** null where the page has no plot, or is refused: the plot stays as it is. */
  const ask = async (place) => {
    const answer = await fetch(place.dataset.plot);
    const page = answer.ok ? await answer.json() : {};
    return page.plot ? page : null;
  };

  const draw = async (place) => {
    let page = await ask(place);
    if (!page) {
      return;
    }
    let plot;
    const again = () => {
      plot?.destroy();
      plot = new uPlot(options(place, page), joined(data(page)), place);
    };
    again();
    new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: place.clientHeight })).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    if (place.dataset.hours === "1") {
      setInterval(async () => {
        page = (document.hidden ? null : await ask(place).catch(() => null)) ?? page;
        again();
      }, 30_000);
    }
  };

  addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-plot]").forEach(draw));
}

// A button that copies the text of an element.
addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) {
    return;
  }
  const source = document.getElementById(button.dataset.copy);
  getSelection().selectAllChildren(source);
  // Without TLS a browser has no clipboard for pages of other hosts, but still copies what is selected.
  const copied = navigator.clipboard
    ? await navigator.clipboard.writeText(source.textContent).then(() => true, () => document.execCommand("copy"))
    : document.execCommand("copy");
  button.textContent = copied ? "Copied" : "Selected: press Ctrl+C";
});

// Parts of a page that renew themselves say so when nobody answers any more, and leave a person's focus and selection alone.
{
  const FOCUSABLE = "a, button, input, select, textarea, summary, [tabindex]";
  let focused = -1;

  const isSelected = (live) => !getSelection().isCollapsed && live.contains(getSelection().anchorNode);

  const away = (live) => {
    if (!live.classList.contains("stale")) {
      live.classList.add("stale");
      const notice = document.createElement("p");
      notice.className = "notice bad away";
      notice.setAttribute("role", "alert");
      const now = new Date().toISOString().slice(11, 19);
      notice.textContent = `The program has not answered since ${now} UTC: what stands here is older. It is asked again.`;
      live.before(notice);
    }
  };

  const back = (live) => {
    live.classList.remove("stale");
    document.querySelectorAll(".away").forEach((notice) => notice.remove());
  };

  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    addEventListener(failure, (event) => event.detail.elt.id && away(event.detail.elt));
  }

  addEventListener("htmx:beforeSwap", (event) => {
    const live = event.detail.target;
    if (event.detail.xhr.status !== 200 || !live.id) {
      return;
    }
    back(live);
    event.detail.shouldSwap = !isSelected(live);
    focused = live.contains(document.activeElement) ? [...live.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement) : -1;
  });

  addEventListener("htmx:afterSwap", (event) => {
    if (focused >= 0) {
      document.getElementById(event.detail.target.id)?.querySelectorAll(FOCUSABLE)[focused]?.focus({ preventScroll: true });
    }
    focused = -1;
  });
}
