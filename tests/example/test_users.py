from sqlalchemy import select

from app.example import EXAMPLE_PASSWORD, SIGN_INS
from models import Role, User
from models.organisations import ROLES_OF


def test_every_role_has_a_sign_in_that_works(world):
    assert set(SIGN_INS) == set(Role)
    for role, email in SIGN_INS.items():
        user = world.scalars(select(User).where(User.email == email)).one()
        assert [membership.role for membership in user.memberships] == [role]


def test_users_are_active_confirmed_and_hashed_by_what_was_given(world):
    for user in world.scalars(select(User)):
        assert user.active
        assert user.confirmed_at
        assert user.password == f"hash of {EXAMPLE_PASSWORD}"
        assert user.fs_uniquifier == user.id.hex


def test_roles_suit_the_organisation(world):
    for user in world.scalars(select(User)):
        for membership in user.memberships:
            assert membership.role in ROLES_OF[membership.organisation.kind]


def test_two_people_stand_on_each_side_of_the_table(world):
    roles = [user.memberships[0].role for user in world.scalars(select(User))]
    for role in (Role.CITY_OFFICER, Role.PARTNER_OFFICER, Role.REVIEWER):
        assert roles.count(role) == 2
