"""Documents on paper: PDF by typst with the packaged Chinese font. Data in, bytes out.

What is shown reaches a template as JSON data, never as markup: nothing in it is run.
"""

from xianjie.documents.cards import cards_document

__all__ = ["cards_document"]
