"""Sphinx settings: Markdown in, one theme, nothing fetched from another host."""

project = "衔接 Xianjie"
author = "The Xianjie authors"
copyright = "the Xianjie authors, Apache-2.0"

extensions = ["myst_parser"]
myst_heading_anchors = 3  # links name headings, here as on a page of a repository
exclude_patterns = ["images"]

language = "zh_CN"
html_search_language = "en"  # splits at punctuation; Chinese is then found as part of a word
html_theme = "furo"
html_title = "衔接 Xianjie"
html_show_sphinx = False
html_copy_source = False
