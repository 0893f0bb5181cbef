/** The result a page was made for: bars with intervals, linked with the map both ways, and the reading below them. */
(function (Y) {
  "use strict";

  let story = null;
  let rows = [];

  Y.loadStory = function () {
    const block = document.getElementById("story");
    story = block ? JSON.parse(block.textContent) : null;
    if (!story) return;
    Y.on("pointed", (hit) => mark("pointed", hit));
    Y.on("selection", () => mark("chosen", Y.state.selection));
  };

  /** Whether the page was made for a result. */
  Y.hasStory = () => Boolean(story);

  const layerOf = () => Y.theme().layers.find((layer) => layer.id === story.layer);

  /** The section of the panel, null where the page has no story or shows another map. */
  Y.storySection = function () {
    if (!story || !layerOf()) return null;
    rows = story.bars.map(barRow);
    const section = Y.el(
      "section",
      { class: "story", "aria-label": Y.text(story.title) },
      Y.el("h2", { class: "panel-title" }, Y.text(story.title)),
      story.curve ? curvePicture(story.curve) : null,
      Y.el("p", { class: "axis" }, Y.text(story.axis)),
      Y.el("ol", { class: "bars" }, rows.map((row) => Y.el("li", null, row))),
      story.words.map((words) => Y.el("p", null, Y.text(words)))
    );
    mark("chosen", Y.state.selection);
    return section;
  };

  function barRow(bar) {
    const [low, high] = story.span;
    const share = (value) => `${(100 * value) / (high - low || 1)}%`;
    const left = (value) => share(value - low);
    const track = Y.el("span", { class: "track", "aria-hidden": "true" });
    if (bar.value !== null) {
      const style = { left: left(Math.min(bar.value, 0)), width: share(Math.abs(bar.value)) };
      if (bar.colour) style.background = bar.colour;
      track.append(Y.el("span", { class: bar.mark ? "bar marked" : "bar", style }));
    }
    if (bar.low !== null && bar.high !== null) {
      track.append(Y.el("span", { class: "whisker", style: { left: left(bar.low), width: share(bar.high - bar.low) } }));
    }
    const point = (on) => () => Y.pointAtMany(on ? layerOf() : null, bar.features);
    return Y.el(
      "button",
      {
        type: "button",
        title: Y.text(bar.words),
        "aria-label": Y.text(bar.words),
        onmouseenter: point(true),
        onmouseleave: point(false),
        onfocus: point(true),
        onblur: point(false),
        onclick: (event) => show(bar, event.currentTarget),
      },
      Y.el("span", { class: "label" }, Y.text(bar.label)),
      Y.el("span", { class: "figure" }, bar.figure, bar.interval ? Y.el("small", null, bar.interval) : null),
      track
    );
  }

  const BOX = { width: 300, height: 170, left: 46, right: 8, top: 8, bottom: 34 };

  /** A curve with its envelope, its level and axes; pointing at it tells exact figures. */
  function curvePicture(curve) {
    const [[left, right], [low, high]] = curve.spans;
    const pad = (high - low) * 0.05 || 1;
    const x = (value) => BOX.left + ((value - left) / (right - left || 1)) * (BOX.width - BOX.left - BOX.right);
    const y = (value) =>
      BOX.height - BOX.bottom - ((value - low + pad) / (high - low + 2 * pad)) * (BOX.height - BOX.top - BOX.bottom);
    const path = (values) => values.map((value, k) => `${k ? "L" : "M"}${x(curve.x[k]).toFixed(1)},${y(value).toFixed(1)}`).join("");
    const picture = Y.svg("svg", { class: "curve", viewBox: `0 0 ${BOX.width} ${BOX.height}`, role: "img", "aria-label": Y.text(curve.name) });
    const line = (x1, y1, x2, y2, look) => picture.append(Y.svg("line", { x1, y1, x2, y2, class: look }));
    for (const [value, words] of curve.ticks[1]) {
      line(BOX.left, y(value), BOX.width - BOX.right, y(value), "grid");
      picture.append(Y.svg("text", { x: BOX.left - 4, y: y(value) + 3, class: "at-end" }, words));
    }
    for (const [value, words] of curve.ticks[0]) {
      line(x(value), BOX.top, x(value), BOX.height - BOX.bottom, "grid");
      picture.append(Y.svg("text", { x: x(value), y: BOX.height - BOX.bottom + 12, class: "at-middle" }, words));
    }
    picture.append(Y.svg("text", { x: BOX.width - BOX.right, y: BOX.height - 6, class: "at-end" }, Y.text(curve.axis)));
    if (curve.low && curve.high) {
      const back = curve.high.map((value, k) => `L${x(curve.x[k]).toFixed(1)},${y(value).toFixed(1)}`).reverse().join("");
      picture.append(Y.svg("path", { d: `${path(curve.low)}${back}Z`, class: "envelope" }));
    }
    if (curve.level !== null) {
      line(BOX.left, y(curve.level), BOX.width - BOX.right, y(curve.level), "level");
      picture.append(Y.svg("text", { x: BOX.left + 4, y: y(curve.level) - 3, class: "level-words" }, Y.text(curve.levelWords)));
    }
    picture.append(Y.svg("path", { d: path(curve.y), class: "observed" }));
    const figures = Y.el("figcaption", { class: "figures" }, " ");
    picture.addEventListener("pointermove", (event) => {
      const frame = picture.getBoundingClientRect();
      const value = left + (((event.clientX - frame.left) / frame.width) * BOX.width - BOX.left) / (BOX.width - BOX.left - BOX.right) * (right - left);
      const near = curve.x.reduce((best, each, k) => (Math.abs(each - value) < Math.abs(curve.x[best] - value) ? k : best), 0);
      figures.textContent = curve.words[near];
    });
    return Y.el("figure", null, Y.el("p", { class: "axis" }, Y.text(curve.name)), picture, figures);
  }

  /** Show what a bar stands for: the card of one feature, or all of several in view. */
  function show(bar, opener) {
    const layer = layerOf();
    if (bar.features.length === 1) {
      Y.goTo(layer, bar.features[0], opener);
      return;
    }
    const { bbox } = layer.dataset.geometry;
    const places = bar.features.filter((f) => layer.dataset.hasGeometry(f));
    const edge = (side, pick) => places.reduce((all, f) => pick(all, bbox[4 * f + side]), bbox[4 * places[0] + side]);
    if (places.length) {
      const box = [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)];
      Y.atlas.map.fitBounds(Y.latLngBounds(...box), { padding: [60, 60], animate: false });
    }
    Y.pointAtMany(layer, bar.features);
  }

  function mark(name, hit) {
    if (!story || !rows.length) return;
    const layer = layerOf();
    story.bars.forEach((bar, number) => {
      const meant = Boolean(hit && layer && hit.layer.dataset === layer.dataset && bar.features.includes(hit.feature));
      rows[number].classList.toggle(name, meant);
    });
  }
})((window.Yuantu = window.Yuantu || {}));
