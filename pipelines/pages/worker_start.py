"""Here lives what the fork server imports once, so that no page worker has to.

`onnxruntime` is not among it: importing it starts a thread, which a fork would lose.
"""

from __future__ import annotations

import os

# Before any import: libraries read them when they are loaded. Two cores, two processes: threads inside a task only get
# in each other's way (measured 4-5x slower); and a process that is to be forked must have one thread.
for _name in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"

import pypdfium2  # noqa: E402, F401

import extraction.extract  # noqa: E402, F401
import ocr.engines.hybrid  # noqa: E402
import ocr.engines.tesseract  # noqa: E402
import ocr.inspection  # noqa: E402
import ocr.reading  # noqa: E402
import ocr.searchable_pdf  # noqa: E402, F401
import pipelines.pages.page_work  # noqa: E402
import pipelines.pages.stacks  # noqa: E402, F401
from schemas.document_type import document_types  # noqa: E402
from schemas.language import log_probability, variants  # noqa: E402

# Declarations are read with the first paper, the tables with the first word.
document_types()
log_probability("Nam", "Việt")
variants("nam")
