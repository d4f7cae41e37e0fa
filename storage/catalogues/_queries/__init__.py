"""Here live the catalogue's queries, shared by every SQL database."""

from __future__ import annotations

from storage.catalogues._queries.acts import ActQueries
from storage.catalogues._queries.audit import AuditQueries
from storage.catalogues._queries.batches import BatchQueries
from storage.catalogues._queries.care import CareQueries
from storage.catalogues._queries.citizen_requests import CitizenRequestQueries
from storage.catalogues._queries.copies import CopyQueries
from storage.catalogues._queries.coverage import CoverageQueries
from storage.catalogues._queries.dossier_counts import DossierCountQueries
from storage.catalogues._queries.dossiers import DossierQueries
from storage.catalogues._queries.erasures import ErasureQueries
from storage.catalogues._queries.figures import FiguresQueries
from storage.catalogues._queries.holders import HolderQueries
from storage.catalogues._queries.known_scans import KnownScanQueries
from storage.catalogues._queries.locks import LockQueries
from storage.catalogues._queries.outbox import OutboxQueries
from storage.catalogues._queries.page_changes import PageChangeQueries
from storage.catalogues._queries.pages import PageQueries
from storage.catalogues._queries.paper_links import PaperLinkQueries
from storage.catalogues._queries.people import PeopleQueries
from storage.catalogues._queries.receipts import ReceiptQueries
from storage.catalogues._queries.reckoning import ReckoningQueries
from storage.catalogues._queries.register import RegisterQueries
from storage.catalogues._queries.register_matches import RegisterMatchQueries
from storage.catalogues._queries.results import ResultQueries
from storage.catalogues._queries.reuse import ReuseQueries
from storage.catalogues._queries.review import ReviewQueries
from storage.catalogues._queries.systems import SystemQueries
from storage.catalogues._queries.views import ViewQueries


class SqlCatalogue(
    BatchQueries,
    ReceiptQueries,
    LockQueries,
    ReckoningQueries,
    PageQueries,
    PageChangeQueries,
    ResultQueries,
    PaperLinkQueries,
    ActQueries,
    HolderQueries,
    ErasureQueries,
    OutboxQueries,
    RegisterQueries,
    RegisterMatchQueries,
    PeopleQueries,
    CitizenRequestQueries,
    SystemQueries,
    ViewQueries,
    FiguresQueries,
    CoverageQueries,
    DossierQueries,
    DossierCountQueries,
    ReuseQueries,
    ReviewQueries,
    AuditQueries,
    CareQueries,
    KnownScanQueries,
    CopyQueries,
):
    """A whole catalogue but for `check`, which each database answers in its own way."""
