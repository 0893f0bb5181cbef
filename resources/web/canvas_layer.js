/**
 * The one layer of the map: all layers of the theme on one canvas. Each is drawn into a picture of its own, a few
 * milliseconds at a time, while the last whole picture is panned and scaled; then they are put together.
 */
(function (Y) {
  "use strict";

  const SLICE_MS = 11;
  const FIRST_LOOK_MS = 150;
  const PADDING = 0.12;

  Y.AtlasLayer = L.Layer.extend({
    /** The pane it draws: set before the layer is put on its map. */
    pane: null,
    busy: false,

    onAdd(map) {
      this.container = Y.el("div", { class: "atlas-layer leaflet-zoom-animated" });
      this.canvas = Y.el("canvas");
      this.overlay = Y.el("canvas", { "aria-hidden": "true" });
      this.container.append(this.canvas, this.overlay);
      this.getPane().append(this.container);
      this.pictures = new Map();
      this.map = map;
      this.refresh();
    },

    onRemove() {
      cancelAnimationFrame(this.frame);
      this.container.remove();
    },

    getEvents() {
      const events = { viewreset: this.refresh, zoom: this.follow, moveend: this.refresh, resize: this.refresh };
      events.zoomanim = (event) => this.transform(event.center, event.zoom);
      return events;
    },

    /** Draw what changed; what is in hand stays on screen until then. */
    refresh() {
      Y.as(this.pane, () => this.begin());
    },

    begin() {
      cancelAnimationFrame(this.frame);
      const viewport = Y.Viewport.ofMap(this.map, PADDING);
      if (viewport.width < 2 || viewport.height < 2) return;
      Y.noteScale(Y.Viewport.ofMap(this.map));
      document.documentElement.dataset.drawing = "true";
      this.busy = true;
      this.job = {
        viewport,
        centre: this.map.getCenter(),
        zoom: this.map.getZoom(),
        steps: this.steps(viewport),
        started: performance.now(),
      };
      this.slice();
    },

    slice() {
      const { job } = this;
      const until = performance.now() + SLICE_MS;
      let step = { done: false };
      while (!step.done && performance.now() < until) step = job.steps.next();
      if (step.done) {
        this.commit(job);
        this.announce();
        return;
      }
      if (!this.shown && performance.now() - job.started > FIRST_LOOK_MS) this.commit(job, true);
      this.frame = requestAnimationFrame(() => Y.as(this.pane, () => this.slice()));
    },

    /** Bring the picture of every visible base map and layer up to date. */
    *steps(viewport) {
      for (const base of Y.visibleBases()) yield* this.update(base.key, base, viewport, Y.drawBase);
      for (const layer of Y.visible()) yield* this.update(layer.id, layer, viewport, Y.drawLayer);
    },

    *update(id, part, viewport, draw) {
      const key = `${viewport.key}|${part.drawKey}`;
      const old = this.pictures.get(id);
      if (old && old.key === key) return;
      const canvas = sized(document.createElement("canvas"), viewport);
      const picture = { key: "", canvas };
      this.pictures.set(id, picture);
      const context = canvas.getContext("2d");
      context.setTransform(viewport.ratio, 0, 0, viewport.ratio, 0, 0);
      yield* draw(context, part, viewport);
      picture.key = key;
      yield;
    },

    /** Put the finished pictures on the map. */
    commit(job, partly = false) {
      if (!partly) this.shown = job;
      this.placed = job;
      sized(this.canvas, job.viewport);
      sized(this.overlay, job.viewport);
      this.transform(this.map.getCenter(), this.map.getZoom());
      this.compose();
      Y.emit("drawn");
    },

    /** Put the pictures of the layers together, each at its opacity, with the names on top. */
    compose() {
      if (!this.placed) return;
      const { viewport } = this.placed;
      const context = this.canvas.getContext("2d");
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this.canvas.width, this.canvas.height);
      const visible = Y.visible();
      const parts = [
        ...Y.visibleBases().map((base) => [base.key, base.opacity]),
        ...visible.map((layer) => [layer.id, layer.strength]),
      ];
      for (const [id, opacity] of parts) {
        const picture = this.pictures.get(id);
        if (!picture || !sameSize(picture.canvas, this.canvas)) continue;
        context.globalAlpha = opacity;
        context.drawImage(picture.canvas, 0, 0);
      }
      context.globalAlpha = 1;
      context.setTransform(viewport.ratio, 0, 0, viewport.ratio, 0, 0);
      Y.drawLabels(context, visible, viewport);
    },

    announce() {
      this.busy = false;
      if (Y.panes.some((pane) => pane.atlas.busy)) return;
      if (Y.tilesPending()) return; // they call for another picture when they are there
      const root = document.documentElement;
      root.dataset.drawing = "false";
      if (root.dataset.ready) return;
      root.dataset.ready = "true";
      performance.mark("yuantu:ready");
    },

    follow() {
      this.transform(this.map.getCenter(), this.map.getZoom());
    },

    /** Move and scale the picture in hand to where it belongs (as Leaflet's own renderers do). */
    transform(centre, zoom) {
      if (!this.placed) return;
      const { viewport, centre: drawnCentre, zoom: drawnZoom } = this.placed;
      const scale = this.map.getZoomScale(zoom, drawnZoom);
      const half = L.point(viewport.width, viewport.height).multiplyBy(0.5 * scale);
      const offset = this.map.project(drawnCentre, zoom).subtract(half).subtract(
        this.map._getNewPixelOrigin(centre, zoom)
      );
      L.DomUtil.setTransform(this.container, scale === 1 ? offset.round() : offset, scale);
    },
  });

  const sameSize = (one, other) => one.width === other.width && one.height === other.height;

  function sized(canvas, viewport) {
    canvas.width = Math.ceil(viewport.width * viewport.ratio);
    canvas.height = Math.ceil(viewport.height * viewport.ratio);
    canvas.style.setProperty("width", `${viewport.width}px`);
    canvas.style.setProperty("height", `${viewport.height}px`);
    return canvas;
  }
})((window.Yuantu = window.Yuantu || {}));
