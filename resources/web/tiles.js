/** Base maps: tiles that the page holds as pictures, drawn below all layers. Nothing is ever asked of a network. */
(function (Y) {
  "use strict";

  const MOST_IMAGES = 500;
  const KINDS = { iVBOR: "image/png", "/9j/": "image/jpeg", UklGR: "image/webp" };

  let pending = 0;
  let arrival = 0;

  /** An archive of tiles: its pictures are decoded when they are first wanted. */
  class Archive {
    constructor(data, number) {
      Object.assign(this, data);
      this.number = number;
      this.images = new Map();
      this.arrived = 0;
    }

    get tiles() {
      return (this._tiles = this._tiles || Y.block(`tiles-${this.number}`).tiles);
    }

    /** The picture of a tile; null where there is none or it is still being decoded. */
    image(z, x, y) {
      const key = `${z}/${x}/${y}`;
      if (!this.tiles[key]) return null;
      const known = this.images.get(key);
      if (!known) this.decode(key);
      else if (known.there) {
        this.images.delete(key); // the last used comes last
        this.images.set(key, known);
      }
      return known && known.there ? known.picture : null;
    }

    decode(key) {
      const text = this.tiles[key];
      const kind = KINDS[text.slice(0, 5)] || KINDS[text.slice(0, 4)];
      const picture = new Image();
      const entry = { picture, there: false };
      this.images.set(key, entry);
      if (!kind) return;
      pending += 1;
      const done = (there) => () => {
        entry.there = there;
        pending -= 1;
        this.arrived += 1;
        cancelAnimationFrame(arrival);
        arrival = requestAnimationFrame(() => Y.eachPane(() => Y.atlas.refresh()));
      };
      picture.onload = done(true);
      picture.onerror = done(false);
      picture.src = `data:${kind};base64,${text}`;
      for (const [old, { there }] of this.images) {
        if (this.images.size <= MOST_IMAGES) break;
        if (there) this.images.delete(old);
      }
    }
  }

  /** A base map of a theme. */
  class Base {
    constructor(data, theme) {
      Object.assign(this, data);
      this.archive = Y.archives[data.archive];
      this.key = `${theme.id}|${data.id}`;
    }

    get title() {
      return Y.text(this.name);
    }

    get inScale() {
      return Y.holds(this.scales);
    }

    get drawKey() {
      return String(this.archive.arrived);
    }
  }

  Y.loadArchives = function () {
    Y.archives = Y.page.archives.map((data, number) => new Archive(data, number));
  };

  /** The base maps of a theme. */
  Y.makeBases = (theme) => theme.bases.map((data) => new Base(data, theme));

  /** Base maps that are drawn, from bottom to top. */
  Y.visibleBases = () => Y.theme().bases.filter((base) => base.visible && base.inScale);

  /** Whether a picture is still being decoded. */
  Y.tilesPending = () => pending > 0;

  /**
   * Draw the tiles of a base map that lie in a window; a generator that rests between rows. The coarsest ones reach
   * beyond the map and lie under the others, so that a window wider than the map is not cut at its edge.
   */
  Y.drawBase = function* (context, base, viewport) {
    const { archive } = base;
    const zoom = zoomOf(archive, viewport);
    for (const level of new Set([archive.z0, zoom])) yield* drawLevel(context, archive, level, viewport);
  };

  function* drawLevel(context, archive, zoom, viewport) {
    const side = 256 * Math.pow(2, viewport.zoom - zoom);
    const [left, top] = origin(viewport);
    const edge = (start, number) => Math.round((start + number * side) * viewport.ratio) / viewport.ratio;
    const first = [Math.floor(-left / side), Math.floor(-top / side)];
    const last = [Math.floor((viewport.width - left) / side), Math.floor((viewport.height - top) / side)];
    for (const [x0, y0, x1, y1] of archive.ranges[zoom]) {
      const [west, east] = [Math.max(x0, first[0]), Math.min(x1 - 1, last[0])];
      const [from, to] = [Math.max(y0, first[1]), Math.min(y1 - 1, last[1])];
      for (let y = from; y <= to; y++) {
        for (let x = west; x <= east; x++) {
          const at = [edge(left, x), edge(top, y)];
          place(context, archive, [zoom, x, y], at, [edge(left, x + 1) - at[0], edge(top, y + 1) - at[1]]);
        }
        yield;
      }
    }
  }

  /** Where the north-west corner of the world lies in a window, in pixels. */
  function origin(viewport) {
    const { x0, y0, step } = Y.page.grid;
    const half = Math.PI * 6378137;
    return [viewport.x((-half - x0) / step), viewport.y((half - y0) / step)];
  }

  function zoomOf(archive, viewport) {
    const wanted = Math.round(viewport.zoom + Math.log2((viewport.ratio * 256) / archive.px));
    return Math.max(archive.z0, Math.min(archive.z1, wanted));
  }

  /** Draw a tile, or until it is there (or where there is none) the part of a coarser one that covers its place. */
  function place(context, archive, [zoom, x, y], [left, top], [wide, high]) {
    for (let up = 0; zoom - up >= archive.z0; up++) {
      const picture = archive.image(zoom - up, x >> up, y >> up);
      if (!picture) continue;
      const share = picture.naturalWidth >> up;
      if (share < 1) return;
      const [sx, sy] = [(x - ((x >> up) << up)) * share, (y - ((y >> up) << up)) * share];
      context.clearRect(left, top, wide, high);
      context.drawImage(picture, sx, sy, share, share, left, top, wide, high);
      return;
    }
  }

  /** What must be printed with the base maps that are drawn, each once. */
  Y.baseCredits = () => {
    const drawn = Y.visibleBases().filter((base) => base.opacity > 0);
    return [...new Set(drawn.map((base) => Y.text(base.attribution)).filter(Boolean))];
  };
})((window.Yuantu = window.Yuantu || {}));
