/** Packed numbers back to typed arrays: base64, seven bits a byte, zigzag, differences. */
(function (Y) {
  "use strict";

  function bytes(packed) {
    const text = atob(packed);
    const out = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
    return out;
  }

  function count(raw) {
    let n = 0;
    for (let i = 0; i < raw.length; i++) if (raw[i] < 128) n++;
    return n;
  }

  /** Non-negative integers. */
  Y.unpack = function (packed) {
    const raw = bytes(packed);
    const out = new Uint32Array(count(raw));
    let at = 0;
    for (let i = 0; i < out.length; i++) {
      let value = 0;
      let shift = 1;
      while (raw[at] > 127) {
        value += (raw[at++] & 127) * shift;
        shift *= 128;
      }
      out[i] = value + raw[at++] * shift;
    }
    return out;
  };

  /** Signed integers. */
  Y.unpackSigned = function (packed) {
    const folded = Y.unpack(packed);
    const out = new Int32Array(folded.length);
    for (let i = 0; i < out.length; i++) out[i] = (folded[i] >>> 1) ^ -(folded[i] & 1);
    return out;
  };

  /** Points x0, y0, x1, y1, … from their differences. */
  Y.unpackPoints = function (packed) {
    const out = Y.unpackSigned(packed);
    for (let i = 2; i < out.length; i++) out[i] += out[i - 2];
    return out;
  };

  /** Start offsets of runs of these lengths; one longer than `sizes`. */
  Y.starts = function (sizes) {
    const out = new Uint32Array(sizes.length + 1);
    for (let i = 0; i < sizes.length; i++) out[i + 1] = out[i] + sizes[i];
    return out;
  };

  /** The JSON block with this id, read once. */
  Y.block = (id) => JSON.parse(document.getElementById(id).textContent);

  /**
   * The geometry of a data set.
   * @returns {{n, xy: Int32Array, featureStart, vertexStart, kind: Uint8Array, bbox: Int32Array, area: Float64Array}}
   *   bbox holds west, south, east, north per feature (west > east where there is no geometry).
   */
  Y.unpackPaths = function (block) {
    const paths = Y.unpack(block.paths);
    const kind = new Uint8Array(paths.length);
    for (let i = 0; i < paths.length; i++) {
      kind[i] = paths[i] & 3;
      paths[i] >>>= 2;
    }
    const geometry = {
      n: block.n,
      xy: Y.unpackPoints(block.xy),
      featureStart: Y.starts(Y.unpack(block.features)),
      vertexStart: Y.starts(paths),
      kind,
    };
    return measure(geometry);
  };

  /** Add bounding boxes, and areas in cells of the grid. */
  function measure(geometry) {
    const { n, xy, featureStart, vertexStart, kind } = geometry;
    const bbox = new Int32Array(4 * n);
    const area = new Float64Array(n);
    for (let f = 0; f < n; f++) {
      let west = 2147483647, south = 2147483647, east = -2147483648, north = -2147483648;
      let twice = 0;
      for (let p = featureStart[f]; p < featureStart[f + 1]; p++) {
        const end = vertexStart[p + 1];
        let px = xy[2 * end - 2], py = xy[2 * end - 1];
        let ring = 0;
        for (let v = vertexStart[p]; v < end; v++) {
          const x = xy[2 * v], y = xy[2 * v + 1];
          if (x < west) west = x;
          if (x > east) east = x;
          if (y < south) south = y;
          if (y > north) north = y;
          ring += (px - x) * (py + y);
          px = x;
          py = y;
        }
        if (kind[p] === 0) twice += ring;
      }
      bbox[4 * f] = west;
      bbox[4 * f + 1] = south;
      bbox[4 * f + 2] = east;
      bbox[4 * f + 3] = north;
      area[f] = Math.abs(twice) / 2;
    }
    geometry.bbox = bbox;
    geometry.area = area;
    return geometry;
  }
})((window.Yuantu = window.Yuantu || {}));
