"""The domain: tables, rules on one object, lifecycles. Knows no web and no matching."""

from importlib import import_module
from pkgutil import iter_modules

from models.audit import AuditEvent
from models.base import Base
from models.geography import City, Country, ExchangeRate
from models.interests import Interest
from models.invitations import Invitation
from models.messages import Letter, Message, MessageReading
from models.needs import Need, NeedFlag
from models.no_objections import NoObjection
from models.notes import Note
from models.offers import Offer
from models.organisations import Membership, Organisation, Role
from models.partnerships import Partnership
from models.plans import Match, Plan, UnservedNeed
from models.programmes import Programme
from models.refusals import Refusal
from models.remarks import Remark
from models.rounds import Decision, Policy, Round, Run
from models.settlements import Deprivation, Settlement, SettlementStatement
from models.sqlite_types import hold_types
from models.studies import Study, StudyKind
from models.users import SignInAttempt, User
from models.windows import Reply, Window

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")  # a table is known as soon as its file is there

hold_types(Base.metadata)

__all__ = [
    "AuditEvent",
    "Base",
    "City",
    "Country",
    "Decision",
    "Deprivation",
    "ExchangeRate",
    "Interest",
    "Invitation",
    "Letter",
    "Match",
    "Membership",
    "Message",
    "MessageReading",
    "Need",
    "NeedFlag",
    "NoObjection",
    "Note",
    "Offer",
    "Organisation",
    "Partnership",
    "Plan",
    "Policy",
    "Programme",
    "Refusal",
    "Remark",
    "Reply",
    "Role",
    "Round",
    "Run",
    "Settlement",
    "SettlementStatement",
    "SignInAttempt",
    "Study",
    "StudyKind",
    "UnservedNeed",
    "User",
    "Window",
]
