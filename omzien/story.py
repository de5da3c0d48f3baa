"""What an event says, in words, for whoever watches: every type, from the JSON as it came, whatever its version."""

from collections.abc import Mapping
from typing import Any

from libs.contracts.words import Rung

#: By type, without `nl.omzien.` and the version. In braces: a field of the event's data.
SENTENCES = {
    "signals.submitted": "a partner sent a signal: {kind}, {urgency}",
    "signals.accepted": "a signal was accepted: {kind}, {urgency}, from {reporter}",
    "signals.correlated": "put together with what is known of this household",
    "signals.parted": "about somebody else, a person found ({ground}): decided upon anew",
    "signals.refused": "a signal was refused: {reasons}",
    "signals.amended": "the partner changed its signal: {kind}, {urgency}",
    "signals.held": "too light alone ({points} of {threshold} points): held until {until}",
    "signals.hold-ending": "held until {until}: an adviser decides now",
    "signals.raised": "raised to intake ({grounds}); to be picked up by {pick_up_by}",
    "signals.dismissed": "dismissed by a person: {ground}",
    "signals.gap-listed": "a gap in services: listed for the service consultation",
    "signals.youth-routed": "about a minor: to the youth route",
    "signals.picked-up": "picked up: somebody tried to reach the resident",
    "signals.overdue": "not picked up by {pick_up_by}, as was promised",
    "signals.paused": "the promised term is paused: {ground}",
    "signals.resumed": "the promised term runs again; to be picked up by {pick_up_by}",
    "signals.closed": "closed: the case that it led to has closed",
    "signals.erased": "erased: whom it was about and what was seen are gone",
    "cases.opened": "a case was opened: {urgency}, by way of {way_in}",
    "cases.extended": "the open case was told of more: {urgency}, by way of {way_in}",
    "cases.signal-parted": "a signal turned out to be about somebody else: it belongs to the case no more",
    "cases.placed": "where the household lives is known: {neighbourhood}",
    "cases.assigned": "it has a case holder",
    "cases.handover-proposed": "another case holder was asked to take over",
    "cases.handover-declined": "the other case holder does not take it over",
    "cases.handover-withdrawn": "the case holder keeps it after all",
    "cases.personal-plan-received": "the resident handed in a personal plan on {received_on}",
    "cases.term-near": "a term ends soon: {term}, on {due}",
    "cases.term-overdue": "a term has passed: {term}, which ended on {due}",
    "cases.term-suspended": "the terms stand still: {ground}",
    "cases.term-resumed": "the terms run on after {days} days; investigation by {investigation_by}",
    "cases.triaged": "triaged, provisionally: {route}",
    "cases.contact-attempted": "somebody tried to reach the resident; reached: {reached}",
    "cases.first-contact-made": "the question was picked up with the resident",
    "cases.sent-to-outreach": "to outreach: the resident does not come by themselves",
    "cases.conversation-held": "a conversation at the kitchen table: {domains}",
    "cases.clarified": "clarified with the resident: {needs} needs, {contributions} contributions, {results} results",
    "cases.transferred-directly": "straight to a plan, without a conversation: {ground}",
    "cases.consent-given": "the resident agrees: {purpose}",
    "cases.consent-withdrawn": "the resident agrees no longer: {purpose}",
    "cases.contribution-offered": "a resident has something to give",
    "cases.planned": "the resident agrees to the plan",
    "cases.closed": "the case closed: {outcome}",
    "cases.reopened": "the case was reopened",
    "cases.data-request-made": "somebody asks about their own data ({right}): to be answered by {due}",
    "cases.data-request-carried-out": "a request about somebody's own data was carried out by intake: {right}",
    "cases.data-request-refused": "a request about somebody's own data was refused: {right}, {ground}",
    "cases.data-request-nearing-term": "a request about somebody's own data waits ({right}, {waits_for}); due {due}",
    "cases.data-request-overdue": "a request about somebody's own data is late ({right}, {waits_for}): was due {due}",
    "cases.data-request-done": "a request about somebody's own data is done everywhere: {right}",
    "needs.opened": "a need: {category}, {urgency}",
    "needs.unanswered": "nobody up to rung 3 answers the need: a gap ({category})",
    "needs.rung-unanswered": "nothing found on {rung}",
    "needs.proposed": "something was found on {rung}",
    "needs.matched": "both sides agreed, on {rung}",
    "needs.covered": "the need is covered, on {rung}",
    "needs.reopened": "the need is open again: {ground}",
    "needs.withdrawn": "the need was withdrawn: {ground}",
    "needs.ended": "the need ended, on {rung}",
    "needs.lighter-available": "something lighter is there, on {rung}, for what runs on {from_rung}",
    "needs.lighter-gone": "something lighter is there no more, on {rung}",
    "proposals.offered": "offered: {rung}; {passed_over} reasons why not lower or another",
    "proposals.party-accepted": "the {by} accepts",
    "proposals.accepted": "supplier and resident both accept: {rung}",
    "proposals.declined": "the {by} declines: {ground}",
    "proposals.expired": "nobody answered in time",
    "proposals.withdrawn": "withdrawn: {ground}",
    "proposals.started": "the support runs, on {rung}",
    "proposals.ended": "the support ended: {ground}",
    "proposals.supplier-away": "the supplier is away from {away_from} until {away_until}",
    "proposals.dropped-out": "the supplier dropped out",
    "offerings.registered": "new in the catalogue, on {rung}: {categories}",
    "offerings.changed": "changed in the catalogue, on {rung}: {categories}",
    "offerings.withdrawn": "gone from the catalogue: {categories}",
    "gaps.opened": "on the agenda of the service consultation: {needs} needs that nobody answers ({category})",
    "gaps.grown": "a gap grew: {needs} needs that nobody answers ({category})",
    "gaps.closed": "a gap closed, open since {since} ({category})",
    "gaps.taken-up": "somebody promises an answer to a gap by {promised_on} ({category})",
    "gaps.left-open": "nobody takes a gap up: {ground} ({category})",
    "gaps.promise-overdue": "an answer to a gap was promised by {promised_on}, and is not there ({category})",
    "bundles.proposed": "a group could be made ({category}): {members} residents and {helpers} helpers are asked",
    "bundles.invited": "asked for a group ({category}), as {role}",
    "bundles.accepted": "takes part in the group if it starts, as {role}",
    "bundles.declined": "does not take part in the group, as {role}: {ground}",
    "bundles.lapsed": "cannot take part in the group any more, as {role}: {ground}",
    "bundles.confirmed": "place and rhythm of the group are agreed: {parts_of_day}, {times_per_week} times a week",
    "bundles.started": "the group runs ({category}): {members} members, {helpers} helpers",
    "bundles.given-up": "no group ({category}): {ground}; everybody goes on alone",
    "bundles.ended": "the group ended ({category}): {ground}",
    "rings.offered": "a ring was found: {caseids} residents who can help one another; open until {expires_at}",
    "rings.accepted": "everybody in the ring accepts",
    "rings.started": "the ring runs: {caseids} residents help one another",
    "rings.dissolved": "the ring does not go on ({ground}): everybody goes on by themselves",
    "rings.ended": "the ring is no ring any more ({ground}): what runs goes on",
    "accounts.opened": "an account of points was opened: {kind}",
    "accounts.credited": "{points} points came ({reason}): {kind}",
    "accounts.debited": "{points} points went ({reason}): {kind}",
    "accounts.points-expiring": "{points} points go to the common pot after {expires_on} unless they are used",
    "accounts.closed": "an account of points was closed: {kind}, {ground}",
    "plans.drafted": "a plan was drafted",
    "plans.coordinator-named": "the plan has a coordinator: {role}",
    "plans.goal-dropped": "no goal any more: {domain}, {ground}",
    "plans.goal-set": "a goal: {domain} to {target_score} of 5",
    "plans.agreed": "the resident agrees with the plan",
    "plans.agreed-again": "the resident agrees with what has changed in the plan",
    "plans.activated": "the plan runs",
    "plans.item-intended": "intended, on {rung}",
    "plans.item-agreed": "agreed, on {rung}",
    "plans.item-started": "runs, on {rung}",
    "plans.item-changed": "support on {rung} has other terms; its last day: {until}, its review: {review_on}",
    "plans.item-suspended": "suspended, on {rung}",
    "plans.item-resumed": "runs again, on {rung}",
    "plans.item-ended": "ended, on {rung}: {reason}",
    "plans.need-uncovered": "a need is not covered since {since}",
    "plans.review-planned": "a review was planned for {review_on}",
    "plans.reviewed": "reviewed on {reviewed_on}: {goals_met} goals met",
    "plans.review-overdue": "the review of {review_on} is overdue",
    "plans.rhythm-set": "how often the plan is looked at: every {review_weeks} weeks, contact every {check_in_weeks}",
    "plans.check-in-planned": "a light contact is planned on {check_in_on}",
    "plans.checked-in": "a light contact; a worry: {worry}",
    "plans.check-in-overdue": "no contact by {check_in_on}, as was planned",
    "plans.carer-burden-changed": "how the informal carer bears it: {burden}",
    "plans.change-proposed": "{direction} from {from_rung} to {to_rung} was proposed: {grounds}",
    "plans.change-accepted": "{direction} from {from_rung} to {to_rung} was accepted",
    "plans.change-rejected": "{direction} from {from_rung} to {to_rung} was rejected: {ground}",
    "plans.change-effected": "{direction} to {to_rung}: it runs; looked at again on {follow_up_on}",
    "plans.change-follow-up-began": "{direction} to {to_rung}: does it hold?",
    "plans.change-confirmed": "{direction} from {from_rung} to {to_rung} holds",
    "plans.change-fallen-back": "{direction} to {to_rung} did not hold: back to {from_rung}",
    "plans.change-lapsed": "{direction} from {from_rung} to {to_rung} is over before its end: {ground}",
    "plans.specialist-asked": "a specialist was asked to take the plan over",
    "plans.specialist-declined": "the specialist does not take it over: {ground}",
    "plans.part-can-return": "the specialist says that support on {rung} may become lighter again",
    "plans.return-asked": "the specialist says that the plan can come back to the team",
    "plans.return-declined": "the plan stays with the specialist: {ground}",
    "plans.network-advised": "the multi-need network of {meets_on} came to: {outcomes}",
    "plans.handed-to-specialist": "with the specialist; the team stays involved",
    "plans.returned-from-specialist": "back from the specialist",
    "plans.closed": "the plan closed: {goals_met} of {goals} goals met",
    "plans.reopened": "the plan was reopened",
    "budgets.over-used": "more is used of {field} than was agreed: {used_cents} of {agreed_cents} cents until now",
    "budgets.under-used": "less is used of {field} than was agreed: {used_cents} of {agreed_cents} cents until now",
    "budgets.within": "{field} is within its budget again",
    "indications.registered": "support under the old law runs until {until}: {category}",
    "indications.changed": "support under the old law is listed otherwise: until {until}",
    "indications.conversation-due": "a conversation is due before support under the old law ends on {until}",
    "indications.linked": "support under the old law is talked about in a case",
    "indications.unlinked": "the case closed; support under the old law is still to be talked about",
    "indications.converted": "a plan answers what support under the old law answered",
    "indications.ended": "support under the old law ended before its time: {ground}",
    "indications.expired": "support under the old law is over; talked about before: {conversation}",
    "applications.submitted": "{rung} was applied for: {grounds}",
    "applications.granted": "{rung} was granted; to be bought with a personal budget: {personal_budget}",
    "applications.rejected": "{rung} was rejected: {ground}",
    "applications.term-suspended": "the term of the decision stands still: {ground}",
    "applications.term-still": "the term of the decision still stands still, since {since}: {ground}",
    "applications.term-resumed": "the term of the decision runs on after {days} days; to be decided by {decide_by}",
    "applications.term-near": "the term of a decision ends soon, on {decide_by}",
    "applications.term-overdue": "no decision within its term, which ended on {decide_by}",
    "applications.withdrawn": "the application for {rung} was withdrawn",
    "agendas.set": "the multi-need network meets on {meets_on}: {plans} plans, {carried_over} carried over",
    "surveys.asked": "to be asked by {answer_by} whether somebody was helped well: {group}, {moment}",
    "surveys.replied": "somebody was asked whether they were helped well: {group}, {moment}",
    "surveys.answered": "one of five said whether they were helped well: {group}, {moment}",
    "surveys.declined": "somebody would rather not say whether they were helped well: {group}, {moment}",
    "surveys.unanswered": "no answer yet to whether somebody was helped well: {group}, {moment}",
    "confirmations.given": "{service} did its part of a request about somebody's own data: {right}, {items} items",
}

#: Lists of which the number says enough.
COUNTED = frozenset({"caseids", "needs", "contributions", "results", "passed_over", "goals_met"})
RUNGS = frozenset({"rung", "from_rung", "to_rung"})
LADDER = {rung.value: f" ({rung.name.lower().replace('_', ' ')})" for rung in Rung}
DAYS = frozenset({"until", "pick_up_by", "since"})


def short(type_: str) -> str:
    """`nl.omzien.cases.opened.v1` -> `cases.opened`; another's type stays as it is."""
    return type_.removeprefix("nl.omzien.").rpartition(".")[0] if type_.startswith("nl.omzien.") else type_


def told(event: Mapping[str, Any]) -> str:
    """One sentence without a capital or a full stop. Says the type where no sentence is known for it."""
    kind, data = short(str(event.get("type", ""))), event.get("data")
    sentence = SENTENCES.get(kind, kind.replace(".", ": ").replace("-", " "))
    return sentence.format_map(_Words(data if isinstance(data, dict) else {}))


class _Words(dict[str, Any]):
    """Fields as a person reads them. A newer or older event may lack one: that is no reason to show nothing."""

    def __getitem__(self, field: str) -> str:
        return _worded(field, self.get(field))


def _worded(field: str, value: Any) -> str:
    match value:
        case None:
            return "not told"
        case bool():
            return "yes" if value else "no"
        case int() if field in RUNGS:
            return f"rung {value}{LADDER.get(value, '')}"
        case list():
            # `goals_met` is a list when reviewed, a number when closed
            return str(len(value)) if field in COUNTED else ", ".join(_worded("", each) for each in value) or "none"
    return str(value)[:10] if field in DAYS else str(value).replace("_", " ")
