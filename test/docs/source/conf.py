"""The least that Sphinx needs to build one page."""

project = "lvs"
root_doc = "index"
