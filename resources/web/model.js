/**
 * What the page holds: data sets, maps (themes), layers and their looks; and the state of its switches.
 * Everything that changes goes through here and is announced with `Y.emit`.
 */
(function (Y) {
  "use strict";

  const listeners = {};

  /** Call `listener` whenever `topic` is announced. */
  Y.on = (topic, listener) => (listeners[topic] = listeners[topic] || []).push(listener);

  /**
   * Announce a change: "map" (another theme), "look" (what is drawn), "scale" (parts come or go with the scale), "tree"
   * (a group was folded), "pane" (another pane is active), "opacity", "language", "selection", "pointed" (another
   * feature is under the pointer).
   */
  Y.emit = (topic, ...details) => (listeners[topic] || []).forEach((listener) => listener(...details));

  /** A data set: coordinates and attributes, each decoded when first needed. */
  class Dataset {
    constructor(data, number) {
      Object.assign(this, data);
      this.number = number;
    }

    get geometry() {
      if (!this._geometry) {
        const block = Y.block(`geometry-${this.number}`);
        this._geometry = Y.unpackPaths(block);
        this._anchors = block.anchors ? Y.unpackPoints(block.anchors, this.n) : null;
        this._dashed = new Uint8Array(this.n);
        let at = -1;
        for (const gap of block.dashed ? Y.unpack(block.dashed) : []) this._dashed[(at += gap)] = 1;
      }
      return this._geometry;
    }

    get index() {
      return (this._index = this._index || new Y.GridIndex(this.geometry.bbox));
    }

    get table() {
      return (this._table = this._table || new Y.Table(Y.block(`table-${this.number}`)));
    }

    isDashed(feature) {
      return this.geometry && this._dashed[feature] === 1;
    }

    hasGeometry(feature) {
      return this.geometry.bbox[4 * feature] <= this.geometry.bbox[4 * feature + 2];
    }

    /** The point a symbol or label stands at: inside an area, grid coordinates. */
    anchor(feature) {
      const { bbox, xy, featureStart, vertexStart, kind } = this.geometry;
      if (this._anchors) return [this._anchors[2 * feature], this._anchors[2 * feature + 1]];
      const path = featureStart[feature];
      if (kind[path] === 2) return [xy[2 * vertexStart[path]], xy[2 * vertexStart[path] + 1]];
      return [(bbox[4 * feature] + bbox[4 * feature + 2]) / 2, (bbox[4 * feature + 1] + bbox[4 * feature + 3]) / 2];
    }
  }

  /** A group of layers and groups, from bottom to top; what is switched off with it is not drawn. */
  class Group {
    constructor(data, layers, around) {
      Object.assign(this, data);
      this.children = grow(data.children, layers, [this, ...around]);
    }

    get title() {
      return Y.text(this.name);
    }

    /** All layers in it and in its groups. */
    every() {
      return this.children.flatMap((part) => (part.children ? part.every() : [part]));
    }
  }

  /** The parts of a tree: numbers of layers become the layers, which learn what groups are around them. */
  function grow(branch, layers, around) {
    return branch.map((part) => {
      if (typeof part !== "number") return new Group(part, layers, around);
      layers[part].groups = around;
      return layers[part];
    });
  }

  class Layer {
    constructor(data, theme) {
      Object.assign(this, data);
      this.groups = [];
      this.theme = theme;
      this.dataset = Y.datasets[data.dataset];
      this.views = data.views.map((view) => new Y.View(view, this));
    }

    get view() {
      return this.views[this.active];
    }

    /** Whether all groups around it are switched on. */
    get grouped() {
      return this.groups.every((group) => group.visible);
    }

    /** Whether it is switched on, with all groups around it. */
    get ticked() {
      return this.visible && this.grouped;
    }

    get inScale() {
      return Y.holds(this.scales);
    }

    /** Its opacity times those of the groups around it. */
    get strength() {
      return this.groups.reduce((product, group) => product * group.opacity, this.opacity);
    }

    /** 1 for every feature that is shown (class not switched off, block chosen), or null where all are. */
    get mask() {
      const key = `${this.active}|${[...this.view.off].join()}|${Y.state.block}`;
      if (this._maskKey !== key) {
        this._maskKey = key;
        this._mask = this.makeMask();
      }
      return this._mask;
    }

    makeMask() {
      const block = Y.state.block && this.dataset.blocks ? this.dataset.table.blockCode(Y.state.block) : null;
      if (!this.view.off.size && block === null) return null;
      const codes = this.view.codes;
      const blocks = block === null ? null : this.dataset.table.blockCodes;
      const mask = new Uint8Array(this.dataset.n);
      for (let f = 0; f < mask.length; f++) {
        mask[f] = this.view.off.has(codes[f]) || (blocks && blocks[f] !== block) ? 0 : 1;
      }
      return mask;
    }

    shows(feature) {
      return !this.mask || this.mask[feature] === 1;
    }

    /** Everything the picture of this layer depends on, the window aside. */
    get drawKey() {
      return `${this.active}|${[...this.view.off].join()}|${Y.state.block}|${Y.state.hatch}`;
    }

    get title() {
      return Y.text(this.name);
    }
  }

  /** A theme of a map of the page, with layers and switches of its own. */
  Y.makeTheme = function (data) {
    const theme = { ...data };
    theme.layers = data.layers.map((layer) => new Layer(layer, theme));
    theme.tree = grow(data.tree || theme.layers.map((_, number) => number), theme.layers, []);
    theme.bases = Y.makeBases(theme);
    return theme;
  };

  /** What is said of the maps of a pair, once each. */
  function notesOf(pair) {
    const notes = pair.panes.flatMap((pane) => Y.page.maps[pane.map].notes);
    return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
  }

  /** A pair has no layers of its own: each of its panes has. */
  const makePair = (pair) => ({
    pair,
    layers: [],
    tree: [],
    bases: [],
    extent: Y.page.maps[pair.panes[0].map].extent,
    description: "",
    notes: notesOf(pair)
  });

  /** Read the page's data and set the switches. */
  Y.load = function () {
    Y.page = Y.block("page");
    Y.language = Y.page.language;
    Y.datasets = Y.page.datasets.map((data, number) => new Dataset(data, number));
    Y.loadArchives();
    Y.maps = [...Y.page.maps.map(Y.makeTheme), ...Y.page.pairs.map(makePair)];
    Y.panes = [];
    Y.active = Y.pane = { theme: null, scale: 0, atlas: null };
    Y.state = {
      map: Y.page.active,
      block: null,
      hatch: false,
      selection: null,
      /** Of the pane in hand; 0: not known yet. */
      get scale() { return Y.pane.scale; },
      set scale(denominator) { Y.pane.scale = denominator; },
    };
    Object.defineProperty(Y, "atlas", { get: () => Y.pane.atlas });
  };

  /** The theme shown; of panes side by side that of the one in hand. */
  Y.theme = () => Y.pane.theme || Y.maps[Y.state.map];

  /** Layers of the theme that are switched on, with the groups around them, from bottom to top. */
  Y.ticked = () => Y.theme().layers.filter((layer) => layer.ticked);

  /** Layers that are drawn: switched on, and at this scale; from bottom to top. */
  Y.visible = () => Y.ticked().filter((layer) => layer.inScale);

  /** Show another theme. */
  Y.showMap = function (number) {
    if (number === Y.state.map) return;
    Y.state.map = number;
    Y.state.selection = null;
    Y.emit("map");
  };

  /** Choose a look; layers of the same theme that offer the same indicator and year follow. */
  Y.showView = function (layer, number) {
    layer.active = number;
    const { indicator, year } = layer.view;
    for (const other of layer.theme.layers) {
      if (other === layer || !year) continue;
      const same = other.views.findIndex((view) => view.indicator === indicator && view.year === year);
      if (same >= 0) other.active = same;
    }
    Y.emit("look", layer.theme);
  };

  /** Switch a class of a layer on or off. */
  Y.toggleClass = function (layer, code) {
    const { off } = layer.view;
    if (!off.delete(code)) off.add(code);
    Y.emit("look", layer.theme);
  };

  Y.select = function (selection) {
    Y.state.selection = selection;
    Y.emit("selection");
  };
})((window.Yuantu = window.Yuantu || {}));
