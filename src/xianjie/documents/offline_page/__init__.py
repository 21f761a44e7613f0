"""The page that verifies without a network: one HTML file with its scripts, style and keys."""

from xianjie.documents.offline_page.building import Page, offline_page

__all__ = ["Page", "offline_page"]
