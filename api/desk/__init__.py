"""Pages for everybody who signs in: quiet, dense, for the end of a long day.

A counsellor sees the own conversations; a manager sees mandates, pools, load and hours; an analyst
sees released benchmarks. HR, board, works council and prevention officer of an organisation see
what is asked of them, and nothing that lets one tell whether anybody talked. A page that is not for
somebody is, to them, not there.
"""

from litestar.di import Provide

from api.desk.annual_reports import (
    add_change,
    put_additions,
    release,
    show_additions,
    show_annual_report,
    show_annual_reports,
    show_document,
    show_release,
    show_spreadsheet,
    take_change_back,
)
from api.desk.asked import answer, finish_own, show_advice, show_asked
from api.desk.benchmarks import (
    show_benchmark,
    show_benchmark_certificate,
    show_benchmark_file,
    show_benchmarks,
)
from api.desk.columns import publish_text, put_text, show_column, take_down
from api.desk.conflicts import declare_conflict
from api.desk.consents import ask, show_consents, show_use, use
from api.desk.conversations import (
    agree_on_next_step,
    close,
    mark_limits_explained,
    post_message,
    show_conversation,
)
from api.desk.counsellors import record_training, show_counsellors, show_firm_hours
from api.desk.dialogues import log_dialogue, show_new_dialogue
from api.desk.entrance import (
    end_other_session,
    show_desk,
    show_sessions,
    show_sign_in,
    sign_in,
    sign_out,
)
from api.desk.entries import make_entry, show_entry
from api.desk.facets import register_facets
from api.desk.files import remove_file, save_file
from api.desk.handovers import ask_to_hand_over
from api.desk.headcounts import count, show_headcounts, show_this_year
from api.desk.holds import end, hold
from api.desk.hours import record_hours, show_hours
from api.desk.invitation import open_invitation, show_invitation, take_login
from api.desk.kluis import make_kluis, show_kluis, unlock
from api.desk.kluis_keys import (
    make_code,
    recover,
    renew,
    set_secret,
    show_forgotten,
    show_secret,
)
from api.desk.library import put_library_text, show_library, show_library_text
from api.desk.measures import (
    finish,
    propose,
    review,
    show_measure,
    show_new_measure,
)
from api.desk.nothing import show_nothing
from api.desk.organisations import (
    create,
    go_live,
    show_new_organisation,
    show_organisation,
    show_organisations,
    show_poster,
)
from api.desk.participation import decide, show_participation
from api.desk.peer_supervision import (
    ask_colleagues,
    show_question,
    show_questions,
    take_away,
    think_along,
)
from api.desk.plan import show_plan
from api.desk.planned_items import look_after_item, put_item, remove_item, show_planned_item
from api.desk.presentation import put_presentation, show_presentation
from api.desk.prevention import (
    give,
    record,
    say_what_is_in_the_way,
    show_new_activity,
    show_new_advice,
    show_organisation_prevention,
    show_prevention,
)
from api.desk.profile import change_absence, change_availability, show_profile
from api.desk.released import (
    show_released,
    show_released_document,
    show_released_spreadsheet,
    show_released_year,
)
from api.desk.seats import (
    provide_addressee,
    provide_analyst,
    provide_counsellor,
    provide_form,
    provide_manager,
    provide_seat,
)
from api.desk.staff import end_access, enrol, invite_again, reset, show_staff
from api.desk.target_groups import add_group, remove_group, show_target_groups
from api.desk.terms import (
    publish,
    record_mandate,
    set_pool,
    show_mandate,
    show_pool,
    show_role_statement,
)
from api.desk.transparency_notes import put_note, release_note, show_note
from api.desk.trouble import desk_error
from api.desk.weighings import show_sooner, show_weighings, weigh
from api.desk.work_list import show_work_list
from api.desk.worth import show_worth
from api.pages import page_router

for_everybody = [
    show_desk,
    show_sign_in,
    sign_in,
    sign_out,
    show_invitation,
    open_invitation,
    take_login,
    show_sessions,
    end_other_session,
    show_nothing,
]
for_counsellors = [
    show_kluis,
    make_kluis,
    unlock,
    show_secret,
    set_secret,
    make_code,
    show_forgotten,
    recover,
    renew,
    show_work_list,
    show_conversation,
    post_message,
    save_file,
    remove_file,
    mark_limits_explained,
    agree_on_next_step,
    register_facets,
    close,
    show_entry,
    make_entry,
    ask_to_hand_over,
    declare_conflict,
    hold,
    end,
    show_weighings,
    weigh,
    show_sooner,
    show_consents,
    ask,
    show_use,
    use,
    show_prevention,
    show_organisation_prevention,
    show_new_activity,
    record,
    show_new_advice,
    give,
    say_what_is_in_the_way,
    show_worth,
    show_new_dialogue,
    log_dialogue,
    show_new_measure,
    propose,
    show_measure,
    review,
    finish,
    show_planned_item,
    put_item,
    look_after_item,
    remove_item,
    show_target_groups,
    add_group,
    remove_group,
    show_column,
    put_text,
    publish_text,
    take_down,
    show_note,
    put_note,
    release_note,
    show_questions,
    ask_colleagues,
    show_question,
    think_along,
    take_away,
    show_annual_reports,
    show_annual_report,
    show_additions,
    put_additions,
    add_change,
    take_change_back,
    show_release,
    release,
    show_document,
    show_spreadsheet,
    show_hours,
    record_hours,
    show_profile,
    show_presentation,
    put_presentation,
    change_availability,
    change_absence,
]
for_managers = [
    show_organisations,
    show_new_organisation,
    create,
    show_organisation,
    show_poster,
    go_live,
    show_mandate,
    record_mandate,
    show_role_statement,
    publish,
    show_library,
    show_library_text,
    put_library_text,
    show_pool,
    set_pool,
    show_counsellors,
    record_training,
    show_firm_hours,
    show_staff,
    enrol,
    invite_again,
    reset,
    end_access,
]

for_analysts = [
    show_benchmarks,
    show_benchmark,
    show_benchmark_file,
    show_benchmark_certificate,
]

for_addressees = [
    show_asked,
    show_advice,
    answer,
    finish_own,
    show_plan,
    show_released,
    show_released_year,
    show_released_document,
    show_released_spreadsheet,
    show_participation,
    decide,
    show_this_year,
    show_headcounts,
    count,
]

router = page_router(
    "/desk",
    [*for_everybody, *for_counsellors, *for_managers, *for_analysts, *for_addressees],
    dependencies={
        "form": Provide(provide_form),
        "seat": Provide(provide_seat),
        "counsellor": Provide(provide_counsellor),
        "manager": Provide(provide_manager),
        "analyst": Provide(provide_analyst),
        "addressee": Provide(provide_addressee),
    },
    on_error=desk_error,
)
