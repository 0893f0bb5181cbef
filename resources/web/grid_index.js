/** A grid over the bounding boxes of features: which of them touch a window. */
(function (Y) {
  "use strict";

  class GridIndex {
    /** @param {Int32Array} bbox west, south, east, north per feature */
    constructor(bbox) {
      this.bbox = bbox;
      this.n = bbox.length / 4;
      this.frame();
      const side = Math.max(1, Math.min(512, Math.round(Math.sqrt(this.n / 2))));
      this.columns = this.rows = side;
      this.cellWidth = Math.max(1, (this.east - this.west) / side);
      this.cellHeight = Math.max(1, (this.north - this.south) / side);
      this.sort();
      this.stamp = new Uint32Array(this.n);
      this.turn = 0;
    }

    frame() {
      let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
      for (let i = 0; i < this.bbox.length; i += 4) {
        if (this.bbox[i] > this.bbox[i + 2]) continue;
        west = Math.min(west, this.bbox[i]);
        south = Math.min(south, this.bbox[i + 1]);
        east = Math.max(east, this.bbox[i + 2]);
        north = Math.max(north, this.bbox[i + 3]);
      }
      Object.assign(this, { west, south, east, north });
    }

    span(west, south, east, north) {
      const clip = (value, last) => Math.max(0, Math.min(last, Math.floor(value)));
      return [
        clip((west - this.west) / this.cellWidth, this.columns - 1),
        clip((south - this.south) / this.cellHeight, this.rows - 1),
        clip((east - this.west) / this.cellWidth, this.columns - 1),
        clip((north - this.south) / this.cellHeight, this.rows - 1),
      ];
    }

    /** Put the features into the cells they touch, in their order: count, then place. */
    sort() {
      const counts = new Uint32Array(this.columns * this.rows);
      this.eachCell((cell) => counts[cell]++);
      this.start = Y.starts(counts);
      this.items = new Uint32Array(this.start[counts.length]);
      const next = this.start.slice();
      this.eachCell((cell, feature) => {
        this.items[next[cell]++] = feature;
      });
    }

    eachCell(visit) {
      const b = this.bbox;
      for (let f = 0; f < this.n; f++) {
        if (b[4 * f] > b[4 * f + 2]) continue;
        const [left, bottom, right, top] = this.span(b[4 * f], b[4 * f + 1], b[4 * f + 2], b[4 * f + 3]);
        for (let row = bottom; row <= top; row++) {
          for (let column = left; column <= right; column++) visit(row * this.columns + column, f);
        }
      }
    }

    /** Features whose box touches the window, in their order. */
    query(west, south, east, north) {
      const b = this.bbox;
      const found = [];
      if (west <= this.west && south <= this.south && east >= this.east && north >= this.north) {
        for (let f = 0; f < this.n; f++) if (b[4 * f] <= b[4 * f + 2]) found.push(f);
        return found;
      }
      if (east < this.west || west > this.east || north < this.south || south > this.north) return found;
      this.turn++;
      const [left, bottom, right, top] = this.span(west, south, east, north);
      for (let row = bottom; row <= top; row++) {
        for (let cell = row * this.columns + left; cell <= row * this.columns + right; cell++) {
          for (let i = this.start[cell]; i < this.start[cell + 1]; i++) {
            const f = this.items[i];
            if (this.stamp[f] === this.turn) continue;
            this.stamp[f] = this.turn;
            if (b[4 * f] > east || b[4 * f + 2] < west || b[4 * f + 1] > north || b[4 * f + 3] < south) continue;
            found.push(f);
          }
        }
      }
      return Uint32Array.from(found).sort();
    }
  }

  Y.GridIndex = GridIndex;
})((window.Yuantu = window.Yuantu || {}));
