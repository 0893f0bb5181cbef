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

  /**
   * Points x0, y0, x1, y1, … (`n` points) from their zigzag differences in bit planes: the number of blocks, a width
   * per block, then per block as many words as it is wide, the i-th holding bit i of its 32 numbers.
   */
  Y.unpackPoints = function (packed, n) {
    const out = new Int32Array(2 * n);
    if (!n) return out;
    const raw = bytes(packed);
    const blocks = raw[0] + raw[1] * 256 + raw[2] * 65536 + raw[3] * 16777216;
    const folded = new Uint32Array(32);
    let at = 4 + blocks;
    for (let block = 0; block < blocks; block++) {
      folded.fill(0);
      for (let plane = 0; plane < raw[4 + block]; plane++, at += 4) {
        let word = raw[at] | (raw[at + 1] << 8) | (raw[at + 2] << 16) | (raw[at + 3] << 24);
        for (let i = 0; word !== 0; i++, word >>>= 1) if (word & 1) folded[i] |= 1 << plane;
      }
      const first = block * 32;
      const last = Math.min(32, out.length - first);
      for (let i = 0; i < last; i++) {
        const step = (folded[i] >>> 1) ^ -(folded[i] & 1);
        out[first + i] = step + (first + i > 1 ? out[first + i - 2] : 0);
      }
    }
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
    const vertexStart = Y.starts(paths);
    const geometry = {
      n: block.n,
      xy: Y.unpackPoints(block.xy, vertexStart[paths.length]),
      featureStart: Y.starts(Y.unpack(block.features)),
      vertexStart,
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
