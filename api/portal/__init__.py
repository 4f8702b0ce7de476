"""Pages for clients: no JavaScript needed, no cookie before the six words, nothing from elsewhere.

Addresses are short and neutral: `/o/<organisation>/…`. What a page says fits a screen that somebody
else may see.
"""

from litestar.di import Provide

from api.pages import page_router
from api.portal.columns import show_column, show_columns
from api.portal.consents import decide_consent, show_consents
from api.portal.conversations import list_conversations, post_message, show_conversation
from api.portal.entrance import show_entrance, show_referrals, show_strangers_nothing
from api.portal.files import remove_file, save_file
from api.portal.formal_routes import decide_formal_route, retract_formal_route, show_formal_route
from api.portal.handovers import admit_new_key, decide_handover, show_handover, show_new_key
from api.portal.keeping import download_copy, show_copy, show_keeping
from api.portal.library import (
    answer_examples,
    show_answered,
    show_examples,
    show_library,
    show_library_text,
)
from api.portal.places import provide_form, provide_place, provide_visit
from api.portal.recovery import (
    end_code,
    make_sheet,
    offer_words,
    show_code,
    show_sheet,
    take_words,
)
from api.portal.returning import (
    leave,
    return_with_passphrase,
    show_return,
    show_signed_out,
    sign_out,
)
from api.portal.starting import (
    choose_again,
    choose_counsellor,
    show_start,
    start_conversation,
    words_are_shown_once,
)
from api.portal.steps import show_steps
from api.portal.trouble import portal_error
from api.portal.weighings import show_weighings

router = page_router(
    "/o",
    [
        show_entrance,
        show_referrals,
        show_columns,
        show_column,
        show_steps,
        show_library,
        show_library_text,
        show_examples,
        answer_examples,
        show_answered,
        show_start,
        choose_counsellor,
        choose_again,
        start_conversation,
        words_are_shown_once,
        show_return,
        return_with_passphrase,
        show_code,
        offer_words,
        take_words,
        show_sheet,
        make_sheet,
        end_code,
        list_conversations,
        show_conversation,
        post_message,
        save_file,
        remove_file,
        show_consents,
        decide_consent,
        show_formal_route,
        decide_formal_route,
        retract_formal_route,
        show_handover,
        decide_handover,
        show_new_key,
        admit_new_key,
        show_keeping,
        show_weighings,
        show_copy,
        download_copy,
        sign_out,
        show_signed_out,
        leave,
        show_strangers_nothing,
    ],
    dependencies={
        "form": Provide(provide_form),
        "place": Provide(provide_place),
        "visit": Provide(provide_visit),
    },
    on_error=portal_error,
)
