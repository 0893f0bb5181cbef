"""Maps side by side: views that show other years, indicators, maps or areas, linked with the active one."""
