"""What counsellors ask one another, and think along about: of their work, and of nobody."""

from api.demo.cast import Seeder
from tenants.prevention.peer_supervision import add_thought, ask_peers

#: theme, question, who asks, and who thinks what
QUESTIONS = (
    (
        "T9.1", "Hoe blijf je stil als een stilte lang duurt?", "amina",
        (("bram", "Tot tien tellen helpt, en een glas water."),
         ("chloé", "Zeg vooraf dat stilte er mag zijn. Dan hoeft niemand haar te vullen.")),
    ),
    (
        "T3.3", "Wat doe je als een gesprek steeds over vroeger gaat en niet over morgen?", "bram",
        (("amina", "Vragen wat er vandaag al een klein beetje anders mag."),),
    ),
)  # fmt: skip


async def seed_peer_supervision(seeder: Seeder) -> None:
    for theme, body, who, thoughts in QUESTIONS:
        async with seeder.house.tenancy.open(seeder.cast.actor(who)) as tenant:
            question_id = await ask_peers(tenant, theme, body, looked_at=True)
        for name, thought in thoughts:
            async with seeder.house.tenancy.open(seeder.cast.actor(name)) as tenant:
                await add_thought(tenant, question_id, thought, looked_at=True)
