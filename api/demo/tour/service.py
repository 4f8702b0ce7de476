"""The service itself: whether it lives, and whether it is ready."""

import httpx

from api.demo.tour.walk import Walk


async def see_health(walk: Walk) -> None:
    walk.person("Whoever runs the service", walk.base_url)
    async with httpx.AsyncClient(base_url=walk.base_url, timeout=30) as client:
        alive = await client.get("/livez")
        walk.check(alive.status_code == 200, "It lives", alive.text)
        ready = await client.get("/readyz")
        parts = ready.json()
        walk.check(
            set(parts.values()) == {"ok"},
            "Database and keys answer",
            ", ".join(f"{part} {state}" for part, state in parts.items()),
        )
