"""`sohoa evidence`: everything that proves a figure, in one archive."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipelines.cli.answers import DAY, say
from pipelines.cli.printing import print_json, print_note
from pipelines.cli.session import Session, with_session
from schemas.days import today


@click.command("evidence")
@click.option("--as-of", type=DAY, required=True, metavar="D", help="Tính đến hết ngày / as of the end of.")
@click.option("--unit", required=True, metavar="UNIT", help="Đơn vị ban hành, gồm cấp dưới / issuer and below.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE.zip")
@click.option("--purpose", required=True, metavar="TEXT", help="Để làm gì; nhật ký ghi lại / noted in the audit chain.")
@click.option("--sample", type=click.IntRange(0, 1000), default=20, show_default=True, help="Số giấy tờ rút mẫu.")
@click.option("--seed", default="", metavar="TEXT", help="Từ để rút mẫu khác / draws another sample.")
@click.option("--reveal", is_flag=True, help="Số định danh đầy đủ / ids in full.")
@with_session
def evidence_command(
    session: Session,
    as_of: date,
    unit: str,
    output: Path,
    purpose: str,
    sample: int,
    seed: str,
    reveal: bool,
) -> int:
    """Số liệu, quy tắc, danh sách, mẫu rút có ảnh, sai số, mã kiểm tra, bản để ký. / Evidence for a figure."""
    from pipelines.registers.evidence import EvidenceWish, write_evidence

    wish = EvidenceWish(as_of, unit, sample, seed, reveal)
    with session.open() as resources:
        told = write_evidence(resources, output, wish, session.person, purpose)
    if session.as_json:
        print_json(told)
        return 0
    print_note(
        say(
            session,
            f"Đã ghi {output}: {told['papers']} giấy tờ, mẫu {told['sampled']}. SHA-256 {told['sha256']}",
            f"Wrote {output}: {told['papers']} papers, a sample of {told['sampled']}. SHA-256 {told['sha256']}",
        )
    )
    if as_of >= today():
        print_note(
            say(session, "Ngày này chưa hết: số liệu còn có thể đổi.", "That day is not over: figures may change.")
        )
    return 0
