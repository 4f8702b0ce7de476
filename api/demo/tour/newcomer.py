"""A new counsellor: the firm hands over a code, and never learns what signs the person in."""

from uuid import uuid4

import pyotp

from api.demo.tour.browser import Browser
from api.demo.tour.machine import Machine
from api.demo.tour.walk import Walk
from vault import new_passphrase


async def enrol_newcomer(walk: Walk) -> None:
    walk.person("Gijs, counsellor to be", "invited by the systems of Vertrouwd")
    email, passphrase = f"tour-{uuid4().hex[:10]}@vertrouwd.example", new_passphrase("en")
    wanted = {"name": "Gijs Nieuw", "email": email, "role": "counsellor", "language": "en"}
    async with Machine.open(walk, "vertrouwd", quietly=True) as firm:
        enrolled = (await firm.post("/v1/staff", wanted)).json()
        code = enrolled.get("invitation_code", "")
        walk.check(code, "The firm is given a code to hand over, and nothing else", code)
        async with Browser.open(walk) as desk:
            sent = {"email": email, "invitation": code}
            page = await desk.submit(await desk.visit("/desk/invitation"), "/invitation", sent)
            secret = page.by_id["letters"].replace(" ", "")
            walk.check(secret, "With it he is shown a picture for his authenticator app", page.path)
            login = {"passphrase": passphrase, "passphrase_again": passphrase}
            page = await desk.submit(page, "/login", login | {"code": pyotp.TOTP(secret).now()})
            walk.check(
                page.form_to("/desk/sign-out"), "He chooses a passphrase, and is in", page.path
            )
        async with Browser.open(walk) as desk:
            page = await desk.submit(await desk.visit("/desk/invitation"), "/invitation", sent)
            walk.check(page.status == 401, "The code works once", page.status)
        ended = await firm.delete(f"/v1/staff/{enrolled['id']}")
        walk.check(ended.status_code == 204, "The firm ends his access, at once", ended.status_code)
