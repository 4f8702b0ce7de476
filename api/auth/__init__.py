"""How one becomes an actor: staff logins, machine tokens, unlocking the kluis."""
