"""The version of the product, printed by `--version`, in exports and in project files."""

VERSION = "0.1.0"
