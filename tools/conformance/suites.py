"""One suite of W3C's, run by its own mocha against the VC-API: what it counted."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.conformance.serving import SuitesService
from xianjie.credentials.multikey import Algorithm
from xianjie.text import Text

# Why a suite leaves a test out, by a part of its title. One that is not here counts as failed.
_LEFT_OUT = {
    "(interop)": Text(
        "多家实现之间的互验：套件自己的 config/runner.json 关闭了它",
        "between implementations of several vendors: off by the suite's own config/runner.json",
    ),
    "statusSize": Text(
        "可选的 statusSize：每项一位，不用", "statusSize is optional: entries have one bit here"
    ),
    "statusMessage": Text(
        "可选的 statusMessage：一位不需要说明",
        "statusMessage is optional: one bit needs no message",
    ),
    "number of status messages": Text(
        "可选的 statusMessage：一位不需要说明",
        "statusMessage is optional: one bit needs no message",
    ),
    "statusReference": Text(
        "可选的 statusReference，不用", "statusReference is optional, and not used"
    ),
    "MAY express an id property that matches": Text(
        "套件自己略去的（it.skip）", "left out by the suite itself (it.skip)"
    ),
}


@dataclass(frozen=True)
class Result:
    """What a suite counted; ``left_out`` are tests with the reason why."""

    suite: str
    version: str
    passed: int
    failed: list[str]
    left_out: list[tuple[str, Text]]


def run(suite: Path, base: str, service: SuitesService) -> Result:
    """One suite; raises RuntimeError where it does not come to its end."""
    configured = CONFIGURED[suite.name](base, service)
    config = suite / "localConfig.cjs"
    config.write_text(f"module.exports = {json.dumps(configured)};\n", encoding="utf-8")
    found = _mocha(suite)
    failed = [
        f"{each['fullTitle']}: {each['err'].get('message', '')[:300]}" for each in found["failures"]
    ]
    left_out = []
    for each in found["pending"]:
        reason = _reason(each["fullTitle"])
        if reason is None:
            failed.append(f"{each['fullTitle']}: left out, and no reason is known")
        else:
            left_out.append((each["title"], reason))
    return Result(suite.name, version(suite), len(found["passes"]), failed, left_out)


def version(suite: Path) -> str:
    """Of the package, with the commit of the copy."""
    described = json.loads((suite / "package.json").read_text(encoding="utf-8"))["version"]
    commit = subprocess.run(
        ["git", "-C", suite, "log", "-1", "--format=%h %cs"],
        capture_output=True,
        check=False,
        text=True,
    ).stdout
    return f"{described} {commit.strip()}".strip()


def _mocha(suite: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        ran = subprocess.run(
            [
                "node_modules/.bin/mocha", "tests/", "--timeout", "30000", "--preserve-symlinks",
                "--reporter", "json", "--reporter-option", f"output={report}",
            ],
            cwd=suite,
            env={
                **os.environ,
                "APP_ROOT_PATH": str(suite.resolve()),
                "NODE_TLS_REJECT_UNAUTHORIZED": "0",
            },
            capture_output=True,
            check=False,
            text=True,
        )  # fmt: skip
        if not report.exists():
            raise RuntimeError(f"{suite.name}: {ran.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def _reason(title: str) -> Text | None:
    return next((reason for part, reason in _LEFT_OUT.items() if part in title), None)


def _configuration(**endpoints: list[dict[str, Any]]) -> dict[str, Any]:
    implementation = {"name": "Xianjie", "implementation": "Xianjie", **endpoints}
    return {"settings": {"enableInteropTests": False}, "implementations": [implementation]}


def _issuer(base: str, service: SuitesService, tag: str, **options: str) -> dict[str, Any]:
    algorithm = Algorithm.P256 if tag.startswith("ecdsa") else Algorithm.ED25519
    return {
        "id": service.issuers[algorithm],
        "endpoint": f"{base}credentials/issue",
        "options": options,
        "tags": [tag],
        "supports": {"vc": ["2.0"]},
        "supportedEcdsaKeyTypes": ["P-256"],
    }


def _verifier(base: str, tag: str, kind: str = "credentials") -> dict[str, Any]:
    return {
        "id": "did:example:verifier",
        "endpoint": f"{base}{kind}/verify",
        "tags": [tag],
        "supports": {"vc": ["2.0"]},
        "supportedEcdsaKeyTypes": ["P-256"],
    }


def _data_model(base: str, service: SuitesService) -> dict[str, Any]:
    jwt = _issuer(base, service, "EnvelopingProof", mediaType="application/vc+jwt")
    return _configuration(
        issuers=[_issuer(base, service, "vc2.0", cryptosuite="eddsa-jcs-2022"), jwt],
        verifiers=[_verifier(base, tag) for tag in ("vc2.0", "EnvelopingProof")],
        vpVerifiers=[_verifier(base, tag, "presentations") for tag in ("vc2.0", "EnvelopingProof")],
    )


_Configured = Callable[[str, SuitesService], dict[str, Any]]


def _proofs(*cryptosuites: str) -> _Configured:
    def configured(base: str, service: SuitesService) -> dict[str, Any]:
        return _configuration(
            issuers=[_issuer(base, service, name, cryptosuite=name) for name in cryptosuites],
            verifiers=[_verifier(base, name) for name in cryptosuites],
        )

    return configured


def _status_list(base: str, service: SuitesService) -> dict[str, Any]:
    tag = "BitstringStatusList"
    issuer = _issuer(base, service, tag)
    issuer["endpoint"] += "-with-status"
    return _configuration(issuers=[issuer], verifiers=[_verifier(base, tag)])


CONFIGURED: dict[str, _Configured] = {
    "vc-data-model-2.0-test-suite": _data_model,
    "vc-di-eddsa-test-suite": _proofs("eddsa-jcs-2022", "eddsa-rdfc-2022"),
    "vc-di-ecdsa-test-suite": _proofs("ecdsa-jcs-2019", "ecdsa-rdfc-2019"),
    "vc-bitstring-status-list-test-suite": _status_list,
}
