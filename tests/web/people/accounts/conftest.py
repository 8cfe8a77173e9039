"""A person who has a real password."""

import pytest
from flask_security import hash_password

from models import Role
from tests.web.people.accounts.hands import PASSWORD


@pytest.fixture
def person(site, world):
    with site.app_context():
        password = hash_password(PASSWORD)
    made = world.user(Role.CITY_OFFICER, password=password)
    world.commit()
    return made
