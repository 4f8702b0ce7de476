"""How one becomes an actor: staff logins, machine tokens, unlocking the kluis.

`staff` knows a person by passphrase and TOTP; `oauth` and `tokens` know a machine by its secret or
its key. Single sign-on and passkeys come in beside `staff.sign_in`: each is one more way to end in
`staff.open_session`, and nothing behind that door needs to know which way it was.
"""
