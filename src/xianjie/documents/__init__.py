"""Documents on paper and as files: PDF by typst with packaged fonts. Data in, bytes out.

What is shown reaches a template as JSON data, never as markup: nothing in it is run.

- `skill_certificates`, `register_extracts`, `written_proofs`, `check_reports`: official documents,
  PDF/A-3 with their data attached (`official`), in batches (`batches`)
- `glyphs`: which characters can be printed; `photos`: photographs of holders
- `seals`: the electronic seal; `reading`: a PDF handed in, its attachment and its seal checked
- `cards`, `tickets`, `slips`: what is only printed (`typesetting`)
"""

from xianjie.documents.cards import cards_document

__all__ = ["cards_document"]
