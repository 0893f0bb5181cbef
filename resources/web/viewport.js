/** From the grid of the page to pixels of a picture, and which part of the grid a picture shows. */
(function (Y) {
  "use strict";

  const HALF_WORLD_M = Math.PI * 6378137;

  class Viewport {
    /**
     * @param {number} left, top  grid coordinates of the picture's top left corner
     * @param {number} scale      pixels per grid cell
     */
    constructor(left, top, scale, width, height, ratio = 1) {
      Object.assign(this, { left, top, scale, width, height, ratio });
    }

    /** The window of a Leaflet map, grown by `pad` (a share of its size) on every side. */
    static ofMap(map, pad = 0) {
      const size = map.getSize();
      const margin = L.point(Math.round(size.x * pad), Math.round(size.y * pad));
      const corner = map.getPixelBounds().min.subtract(margin);
      const { x0, y0, step } = Y.page.grid;
      const metres = (2 * HALF_WORLD_M) / (256 * Math.pow(2, map.getZoom()));
      return new Viewport(
        (corner.x * metres - HALF_WORLD_M - x0) / step,
        (HALF_WORLD_M - corner.y * metres - y0) / step,
        step / metres,
        size.x + 2 * margin.x,
        size.y + 2 * margin.y,
        window.devicePixelRatio || 1
      );
    }

    /** A picture of another size that shows at least what this one does. */
    fitted(width, height) {
      const scale = this.scale * Math.min(width / this.width, height / this.height);
      const x = this.left + this.width / this.scale / 2;
      const y = this.top - this.height / this.scale / 2;
      return new Viewport(x - width / scale / 2, y + height / scale / 2, scale, width, height);
    }

    x(gridX) {
      return (gridX - this.left) * this.scale;
    }

    y(gridY) {
      return (this.top - gridY) * this.scale;
    }

    gridX(x) {
      return this.left + x / this.scale;
    }

    gridY(y) {
      return this.top - y / this.scale;
    }

    /** west, south, east, north in grid coordinates, grown by `margin` pixels. */
    window(margin = 0) {
      return [
        this.gridX(-margin),
        this.gridY(this.height + margin),
        this.gridX(this.width + margin),
        this.gridY(-margin),
      ];
    }

    /** Web Mercator zoom of this picture. */
    get zoom() {
      return Math.log2((this.scale / Y.page.grid.step) * ((2 * HALF_WORLD_M) / 256));
    }

    /** Ground metres of one pixel in the middle of the picture. */
    get metresPerPixel() {
      const y = (this.top - this.height / this.scale / 2) * Y.page.grid.step + Y.page.grid.y0;
      return Y.page.grid.step / this.scale / Math.cosh(y / 6378137);
    }

    get key() {
      return [this.left, this.top, this.scale, this.width, this.height, this.ratio].join();
    }
  }

  /** Leaflet's latitude and longitude of a grid point. */
  Y.latLng = function (gridX, gridY) {
    const { x0, y0, step } = Y.page.grid;
    return L.Projection.SphericalMercator.unproject(L.point(x0 + gridX * step, y0 + gridY * step));
  };

  /** Grid point of a latitude and longitude. */
  Y.gridPoint = function (latLng) {
    const { x0, y0, step } = Y.page.grid;
    const metres = L.Projection.SphericalMercator.project(latLng);
    return [(metres.x - x0) / step, (metres.y - y0) / step];
  };

  /** Leaflet's bounds of a box of grid coordinates. */
  Y.latLngBounds = (west, south, east, north) => L.latLngBounds(Y.latLng(west, south), Y.latLng(east, north));

  Y.Viewport = Viewport;
})((window.Yuantu = window.Yuantu || {}));
