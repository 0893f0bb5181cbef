"""File formats: GeoJSON, Shapefile, KML, workbooks, encodings, archives, tiles."""
