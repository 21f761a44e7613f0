def test_shot(open_page, live_server):
    for lang in ("zh","en"):
        for w in (320,1280):
            page=open_page(width=w)
            page.goto(live_server.url+f"/{lang}/catalogue/?on=2020-09-15")
            page.screenshot(path=f"/tmp/p2/cattop-{lang}-{w}.png",clip={"x":0,"y":0,"width":w,"height":1600},full_page=True)
            page.locator(".charts").screenshot(path=f"/tmp/p2/charts-{lang}-{w}.png")
    page=open_page()
    page.goto(live_server.url+"/zh/occupation/电工/?on=2020-09-15")
    page.locator("figure").screenshot(path="/tmp/p2/tl-zh.png")
    page.goto(live_server.url+"/zh/occupation/保安员/?on=2020-09-15")
    page.locator("figure").screenshot(path="/tmp/p2/tl-ba-zh.png")
    page.goto(live_server.url+"/en/occupation/汽车维修工/?on=2020-09-15")
    page.locator("figure").screenshot(path="/tmp/p2/tl-b1-en.png")
