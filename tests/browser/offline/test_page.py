"""The page opened from disk with the network off, as somebody with a certificate in hand would."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.offline.conftest import opened
from tests.browser.offline.test_checks import CLAIMS, REPORT, SIGNED
from tests.credentials.made import AT, DID, ring, signer
from tests.credentials.test_bit_flips import SECURED
from xianjie.credentials.cose import Claim, sign_claims
from xianjie.credentials.encodings import encode_digits
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.proofs import secure

Keep = Callable[[Page, str], None]
SAYS = {
    "zh": {
        "holds": "签名成立，内容没有改动",
        "altered": "内容被改动，请勿采信",
        "not revoked": "不等于没有撤销",
        "holder": "姓名",
    },
    "en": {
        "holds": "The signature holds: nothing was changed",
        "altered": "Altered: do not rely on it",
        "not revoked": "does not mean that the certificate was not revoked",
        "holder": "Name",
    },
}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
PICTURES = """globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return CODES.map((rawValue) => ({ rawValue })); }
};"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def whole(page: Page) -> None:
    """Nothing is cut off, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def from_disk(open_page: OpenPage, lang: str, width: int) -> Page:
    page = open_page(lang=LOCALES[lang], width=width)
    page.context.set_offline(offline=True)
    return page


def verdict(page: Page) -> str | None:
    return page.locator("[data-verdict]").get_attribute("data-verdict")


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.SM2])
@pytest.mark.parametrize("reader", [("zh", 1280), ("en", 320)])
def test_a_code_is_verified_with_the_network_off_and_a_changed_one_refused(
    open_page: OpenPage,
    offline_file: Path,
    keep_screenshot: Keep,
    algorithm: Algorithm,
    reader: tuple[str, int],
) -> None:
    lang, width = reader
    says, page = SAYS[lang], from_disk(open_page, lang, width)
    digits = encode_digits(SIGNED[algorithm])
    opened(page, offline_file, digits)
    main = page.locator("main")
    assert verdict(page) == "holds"
    for told in ("holds", "not revoked", "holder"):
        expect(main).to_contain_text(says[told])
    expect(main).to_contain_text("欧阳𠮷")
    link = page.locator("#result a")
    expect(link).to_have_attribute(
        "href", f"https://hrss.example/{lang}/verify/?number=S000044000001203000001"
    )
    whole(page)
    keep_screenshot(page, f"offline-holds-{algorithm.value}-{lang}-{width}")
    for place in (20, len(digits) // 2, len(digits) - 3):
        changed = digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]
        page.goto("about:blank")
        opened(page, offline_file, changed)
        assert verdict(page) in {"altered", "unreadable"}
        assert page.locator("dl").count() == 0
        assert "欧阳𠮷" not in main.inner_text()
    assert verdict(page) == "altered"
    expect(main).to_contain_text(says["altered"])
    whole(page)
    keep_screenshot(page, f"offline-altered-{algorithm.value}-{lang}-{width}")


def test_the_language_is_the_browsers_and_can_be_changed(
    open_page: OpenPage, offline_file: Path
) -> None:
    for asked, spoken in (("de-DE", "zh-CN"), ("en-US", "en"), ("zh-TW", "zh-CN")):
        page = open_page(lang=asked)
        opened(page, offline_file)
        assert page.locator("html").get_attribute("lang") == spoken
    page = open_page(lang="zh-CN")
    opened(page, offline_file, encode_digits(SIGNED[Algorithm.ED25519]))
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text(re.compile("Check offline"))
    expect(page.locator("#result")).to_contain_text("Level 3 / advanced worker")
    assert "等级" not in page.locator("main").inner_text()
    assert page.title() == "Check offline · Xianjie"


def test_text_and_files_are_taken(
    open_page: OpenPage, offline_file: Path, tmp_path: Path, keep_screenshot: Keep
) -> None:
    page = from_disk(open_page, "zh", 1280)
    opened(page, offline_file)
    whole(page)
    keep_screenshot(page, "offline-empty-zh-1280")
    page.locator("#text").fill(json.dumps(SECURED["a batch"], ensure_ascii=False))
    page.get_by_role("button", name="核验").click()
    page.locator("[data-verdict=holds]").wait_for()
    whole(page)
    keep_screenshot(page, "offline-document-zh-1280")
    page.get_by_text("整份文件").click()
    expect(page.locator("pre")).to_contain_text('"licenseNumber": "S000044000001203000003"')
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(SECURED["a set"]).replace('"skillLevel": 3', '"skillLevel": 1'))
    page.locator("#file").set_input_files(file)
    page.locator("[data-verdict=altered]").wait_for()
    for name, content in (("x.pdf", b"%PDF-1.7"), ("x.json", b"\xff\xfe"), ("x.png", PIXEL)):
        (tmp_path / name).write_bytes(content)
        page.locator("#file").set_input_files(tmp_path / name)
        page.locator("[data-verdict=unreadable]").wait_for()
    # The system's Chromium has no reader of codes on this system: what to do instead is said.
    expect(page.locator("#pictures")).to_contain_text("扫码")
    expect(page.locator("#result")).to_contain_text("扫出网址")


def test_a_picture_is_read_where_the_browser_reads_codes(
    open_page: OpenPage, offline_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "code.png"
    file.write_bytes(PIXEL)
    address = f"https://hrss.example/verify/offline#{encode_digits(SIGNED[Algorithm.P256])}"
    for codes, expected in (
        ([address], "holds"),
        ([], "unreadable"),
        ([address] * 2, "unreadable"),
    ):
        page = from_disk(open_page, "en", 1280)
        page.add_init_script(PICTURES.replace("CODES", json.dumps(codes)))
        opened(page, offline_file)
        page.locator("#file").set_input_files(file)
        page.locator(f"[data-verdict={expected}]").wait_for()
        assert page.locator("#pictures").inner_text() == ""


def test_newer_keys_are_loaded_by_hand_and_no_others(
    open_page: OpenPage, offline_file: Path, tmp_path: Path
) -> None:
    newer = ring().with_new_key(Algorithm.ED25519, at=AT)
    told = CLAIMS | {Claim.ISSUED_AT: int(AT.timestamp())}
    code = encode_digits(sign_claims(told, newer.signer(Algorithm.ED25519, at=AT)))
    page = from_disk(open_page, "en", 1280)
    opened(page, offline_file, code)
    assert verdict(page) == "unknown_key"
    assert page.locator("#keys li").count() == 3
    other = newer.document | {"id": "did:web:other.example", "verificationMethod": []}
    for place, (content, says) in enumerate(
        ((other, "not of this register"), ({}, "has no id, or no keys"))
    ):
        file = tmp_path / f"{place}.json"
        file.write_text(json.dumps(content))
        page.locator("#did-file").set_input_files(file)
        expect(page.locator("#keys-problem")).to_contain_text(says)
        assert page.locator("#keys li").count() == 3
    (tmp_path / "did.json").write_text(json.dumps(newer.document))
    page.locator("#did-file").set_input_files(tmp_path / "did.json")
    expect(page.locator("#keys li")).to_have_count(4)
    expect(page.locator("#loaded")).to_have_text("did.json")
    page.locator("#text").fill(code)
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator("[data-verdict=holds]").wait_for()


def test_the_file_of_a_report_is_compared(
    open_page: OpenPage, offline_file: Path, tmp_path: Path
) -> None:
    found = {"fileSha256": hashlib.sha256(b"a,b\n").hexdigest(), "asOf": "2020-10-20", "rows": 1}
    core = REPORT | {"credentialSubject": found}
    report = json.dumps(secure(core, [signer(Algorithm.SM2)], created=AT))
    page = from_disk(open_page, "en", 1280)
    opened(page, offline_file)
    assert not page.locator("#compare").is_visible()
    page.locator("#text").fill(report)
    page.get_by_role("button", name="Check", exact=True).click()
    for content, same in ((b"a,b\n", "true"), (b"a,c\n", "false")):
        file = tmp_path / f"{same}.csv"
        file.write_bytes(content)
        page.locator("#compare-file").set_input_files(file)
        page.locator(f"#compared[data-same={same}]").wait_for()
    whole(page)


def test_without_scripts_it_says_where_to_go(open_page: OpenPage, offline_file: Path) -> None:
    page = open_page(javascript=False, width=320)
    page.goto(offline_file.as_uri())
    note = page.locator("noscript .note")
    expect(note).to_contain_text("脚本")
    expect(note.locator("a")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_can_load_and_send_nothing(browser: Browser, offline_file: Path) -> None:
    """Its own policy forbids it, wherever it is opened from; another script does not run."""
    page = browser.new_page()  # not watched: it is to be refused, which is told as an error
    text = offline_file.read_text("utf-8")
    assert not re.search(
        r'(?:src|href)="(?!data:|https://hrss\.example/|https://hrss\.example")', text
    )
    opened(page, offline_file)
    assert page.evaluate(
        """async () => {
          const refused = [];
          addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
            refused.push(effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "globalThis.ran = true";
          document.body.append(script);
          await fetch("http://127.0.0.1:9/").catch(() => {});
          await new Promise((done) => setTimeout(done, 50));
          return [globalThis.ran ?? false, refused.sort()];
        }"""
    ) == [False, ["connect-src", "script-src-elem"]]
    page.close()


def test_the_register_is_the_one_that_the_page_names(
    open_page: OpenPage, offline_file: Path
) -> None:
    page = open_page()
    opened(page, offline_file)
    expect(page.locator("#did")).to_have_text(DID)
    expect(page.locator("#trust")).to_contain_text("2020年10月20日")
