"""On a phone: photographs of a batch and its printing, an old register, the holder's photograph."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from tests.browser.journeys.conftest import LogIn
from xianjie.documents.portraits import portrait

HEADS = "证书编号,姓名,证件号码,职业（工种）,等级,发证,发证机关"
ROW = "1899010201500999,张三,440106199001011235,电工,初级,2018-05-01,省厅"


@pytest.mark.slow  # tests/web/work/test_register_pages.py asks the same pages without a browser
def test_paper_and_photographs_at_320_pixels(log_in: LogIn, tmp_path: Path) -> None:
    issuer = log_in("evaluation", width=320)
    issuer.open("work/issuing/")
    issuer.follow("电工四级08月22日批次核发")
    issuer.follow("名单与照片")
    issuer.page.go_back()
    issuer.follow("成批打印")
    listed = re.search(r"共 (\d+) 张", issuer.words)
    assert listed
    count = int(listed.group(1))
    issuer.press("生成")
    issuer.page.get_by_text(f"已生成 {count} 张").wait_for()
    issuer.look()
    with issuer.page.expect_download() as told:
        issuer.page.get_by_role("link", name="下载 ZIP").click()
    with zipfile.ZipFile(io.BytesIO(Path(told.value.path()).read_bytes())) as archive:
        assert len(archive.namelist()) == count + 2

    centre = log_in("centre", width=320)
    centre.open("work/certificates/import/")
    register = tmp_path / "old.csv"
    register.write_text(f"{HEADS}\n{ROW}\n", encoding="utf-8")
    centre.page.set_input_files("input[type=file]", register)
    centre.press("上传")
    centre.page.locator("#id_issued_on").select_option("发证")
    centre.press("开始")
    centre.page.get_by_text("可以登记 1").wait_for()
    centre.look()
    centre.press("导入无误的行")
    centre.page.get_by_text("新登记 1").wait_for()
    centre.look()

    holder = log_in("holder", width=320)
    holder.open("me/certificates/")
    holder.follow("电工")
    holder.follow("补证或书面证明")
    holder.page.go_back()
    holder.follow("补交照片")
    picture = tmp_path / "p.jpg"
    picture.write_bytes(portrait(5))
    holder.page.set_input_files("input[type=file]", picture)
    holder.press("提交")
    assert "待发证单位确认" in holder.words

    centre.open("work/")
    centre.follow("证书变更待决定")
    assert centre.page.locator("img.photo").count() == 1
    centre.page.get_by_label("同意", exact=True).check()
    centre.press("决定")
    assert centre.page.locator("img.photo").count() == 1
