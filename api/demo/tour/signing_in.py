"""Signing in at the desk with two factors, as anybody of the staff."""

import asyncio
import time

import pyotp

from api.demo.cast import PASSPHRASE, TOTP
from api.demo.tour.browser import Browser
from api.demo.tour.walk import Walk

#: seconds that a code is valid; each is taken once
STEP = 30


async def sign_in(walk: Walk, desk: Browser, email: str) -> None:
    """A code is used once, and the demo's codes are everybody's: wait for one that is free."""
    for attempt in range(4):
        # The service takes the code of the next half minute as well.
        code = pyotp.TOTP(TOTP).at(int(time.time()), counter_offset=attempt % 2)
        page = await desk.submit(
            await desk.visit("/desk/sign-in"),
            "/desk/sign-in",
            {"email": email, "passphrase": PASSPHRASE, "code": code},
        )
        if page.status != 401:
            break
        if attempt % 2:
            left = STEP - time.time() % STEP + 0.5
            walk.waits(left, "both codes were used already, a new one comes")
            await asyncio.sleep(left)
    walk.check(page.status == 200, "She signs in with a passphrase and a code", page.path)
