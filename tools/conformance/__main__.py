"""``python -m tools.conformance DIR``: run W3C's suites, installed below DIR, against our VC-API.

DIR holds copies of the suites with their node modules (`npm install` in each); nothing is fetched
here. Two of the suites need documents that come with none: the context of credentials 1.1 and, for
its digest, the context of 2.0 as it was when the suite was written. They are read from
DIR/resources, named by their addresses with %2F for / and %3A for :. Prints a row for each suite
and exits with 1 if a test fails. ``--failures`` names them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tools.conformance.server import Service, running
from xianjie.credentials.multikey import Algorithm


@dataclass(frozen=True)
class Result:
    """What a suite counted."""

    suite: str
    version: str
    passed: int
    pending: int
    failed: list[str]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.conformance", description=__doc__)
    parser.add_argument("suites", type=Path, help="the folder that holds the suites")
    parser.add_argument("--only", choices=[*_CONFIGURED], help="one suite")
    parser.add_argument("--failures", action="store_true", help="name what fails, and why")
    options = parser.parse_args(arguments)
    names = [options.only] if options.only else [*_CONFIGURED]
    present = [name for name in names if (options.suites / name / "node_modules").is_dir()]
    if not present:
        print(f"no installed suite below {options.suites}: {', '.join(names)}", file=sys.stderr)
        return 1
    with running(_resources(options.suites / "resources")) as (base, service):
        results = [run(options.suites / name, base, service) for name in present]
    print("| suite | version | passed | failed | not applicable |\n|---|---|---:|---:|---:|")
    for each in results:
        counts = f"{each.passed} | {len(each.failed)} | {each.pending}"
        print(f"| {each.suite} | {each.version} | {counts} |")
        for failure in each.failed if options.failures else []:
            print(f"  {failure}")
    return 1 if any(each.failed for each in results) else 0


def _resources(folder: Path) -> dict[str, bytes]:
    return {unquote(path.name): path.read_bytes() for path in folder.glob("http*")}


def run(suite: Path, base: str, service: Service) -> Result:
    """One suite; raises where it does not come to its end."""
    configured = _CONFIGURED[suite.name](base, service)
    config = suite / "localConfig.cjs"
    config.write_text(f"module.exports = {json.dumps(configured)};\n", encoding="utf-8")
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
        found = json.loads(report.read_text(encoding="utf-8"))
    failed = [
        f"{each['fullTitle']}: {each['err'].get('message', '')[:300]}" for each in found["failures"]
    ]
    return Result(suite.name, _version(suite), len(found["passes"]), len(found["pending"]), failed)


def _version(suite: Path) -> str:
    described = json.loads((suite / "package.json").read_text(encoding="utf-8"))["version"]
    commit = subprocess.run(
        ["git", "-C", suite, "log", "-1", "--format=%h %cs"],
        capture_output=True,
        check=False,
        text=True,
    ).stdout
    return f"{described} {commit.strip()}".strip()


def _configuration(**endpoints: list[dict[str, Any]]) -> dict[str, Any]:
    implementation = {"name": "Xianjie", "implementation": "Xianjie", **endpoints}
    return {"settings": {"enableInteropTests": False}, "implementations": [implementation]}


def _issuer(base: str, service: Service, tag: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401
    algorithm = Algorithm.P256 if tag.startswith("ecdsa") else Algorithm.ED25519
    return {
        "id": service.issuers[algorithm],
        "endpoint": f"{base}/credentials/issue",
        "options": options,
        "tags": [tag],
        "supports": {"vc": ["2.0"]},
        "supportedEcdsaKeyTypes": ["P-256"],
    }


def _verifier(base: str, tag: str, kind: str = "credentials") -> dict[str, Any]:
    return {
        "id": "did:example:verifier",
        "endpoint": f"{base}/{kind}/verify",
        "tags": [tag],
        "supports": {"vc": ["2.0"]},
        "supportedEcdsaKeyTypes": ["P-256"],
    }


def _data_model(base: str, service: Service) -> dict[str, Any]:
    jwt = _issuer(base, service, "EnvelopingProof", mediaType="application/vc+jwt")
    return _configuration(
        issuers=[_issuer(base, service, "vc2.0", cryptosuite="eddsa-jcs-2022"), jwt],
        verifiers=[_verifier(base, tag) for tag in ("vc2.0", "EnvelopingProof")],
        vpVerifiers=[_verifier(base, tag, "presentations") for tag in ("vc2.0", "EnvelopingProof")],
    )


def _proofs(*cryptosuites: str) -> Any:  # noqa: ANN401  # a function of the table below
    def configured(base: str, service: Service) -> dict[str, Any]:
        return _configuration(
            issuers=[_issuer(base, service, name, cryptosuite=name) for name in cryptosuites],
            verifiers=[_verifier(base, name) for name in cryptosuites],
        )

    return configured


def _status_list(base: str, service: Service) -> dict[str, Any]:
    tag = "BitstringStatusList"
    issuer = _issuer(base, service, tag)
    issuer["endpoint"] += "-with-status"
    return _configuration(issuers=[issuer], verifiers=[_verifier(base, tag)])


_CONFIGURED = {
    "vc-data-model-2.0-test-suite": _data_model,
    "vc-di-eddsa-test-suite": _proofs("eddsa-jcs-2022", "eddsa-rdfc-2022"),
    "vc-di-ecdsa-test-suite": _proofs("ecdsa-jcs-2019", "ecdsa-rdfc-2019"),
    "vc-bitstring-status-list-test-suite": _status_list,
}

if __name__ == "__main__":
    sys.exit(main())
