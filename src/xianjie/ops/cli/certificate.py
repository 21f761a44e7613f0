"""``xianjie certificate``: the register, issuing, checking."""

from __future__ import annotations

import click

from xianjie.ops.cli import certificate_files, certificate_issuing, certificate_register


@click.group()
def certificate() -> None:
    """证书：登记册、核发、核验 · Certificates: the register, issuing, checking."""


for _command in (
    certificate_register.list_,
    certificate_register.show,
    certificate_register.import_,
    certificate_issuing.issue,
    certificate_issuing.approve,
    certificate_files.export,
    certificate_files.verify,
    certificate_files.offline_page,
):
    certificate.add_command(_command)
