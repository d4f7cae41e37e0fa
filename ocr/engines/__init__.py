"""One module per OCR engine; `ocr.engine.open_engine` finds it by its file name."""
