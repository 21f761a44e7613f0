"""``xianjie webhooks deliver``: what waits is sent now, and the status says whether it arrived."""

from __future__ import annotations

import pytest

from tests.certificates.conftest import Office
from tests.certificates.filed import ISSUED
from tests.sittings.conftest import THEN
from tests.webhooks.conftest import Receiver
from xianjie.domain.webhooks import services
from xianjie.ops.cli import main


def test_what_waits_is_sent_now(
    office: Office,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XIANJIE_NOW", "2020-11-06")
    endpoint, secret = services.register(
        by=office.maker,
        body=office.centre,
        address=receiver.address,
        kinds=services.KINDS,
        loopback=True,
        at=THEN,
    )
    for status, told in (
        (204, "已送出 1 条，未送达 0 条；0 条等候"),
        (500, "0 sent, 1 failed; 1 wait"),
    ):
        services.ping(by=office.maker, endpoint=endpoint.pk, on=ISSUED, at=THEN)
        receiver.status = status
        language = "zh" if status == 204 else "en"
        with pytest.raises(SystemExit) as ended:
            main(["webhooks", "deliver", "--lang", language])
        assert ended.value.code == (0 if status == 204 else 1)
        assert told in capsys.readouterr().out
    assert all(one.is_signed(secret) for one in receiver.received)
    assert len(receiver.received) == 2
