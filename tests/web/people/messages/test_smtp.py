"""Letters go to the mail server of the settings, over TLS whose certificate is checked, with user and password."""

import socket
import ssl
import subprocess
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from app.mail import NotSent, send
from app.smtp import MailServer, UnusableServer

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it is under TLS already

USER, PASSWORD = "letters@example.org", "p:ss/word"
ACCOUNT = "letters%40example.org:p%3Ass%2Fword"


def certificate(folder, name):
    """A certificate for the name that is its own authority."""
    folder.mkdir()
    extensions = (f"subjectAltName=DNS:{name}", "keyUsage=critical,keyCertSign,digitalSignature")
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
            *(part for extension in extensions for part in ("-addext", extension)),
            "-keyout", folder / "key.pem", "-out", folder / "certificate.pem",
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificates") / "ours", "localhost")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificates") / "foreign", "elsewhere.example")


class Inbox:
    """What the mail server took in."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - named by the library
        self.letters.append(
            (server.transport.get_extra_info("sslcontext") is not None, envelope.rcpt_tos, envelope.content.decode())
        )
        return "250 taken"


def is_ours(_server, _session, _envelope, _mechanism, given):
    return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)


class StartTls(Controller):
    """Takes letters after STARTTLS alone."""

    def __init__(self, handler, context, **more):
        self.context = context
        super().__init__(handler, **more)

    def factory(self):
        return SMTP(
            self.handler, tls_context=self.context, require_starttls=True, auth_required=True, authenticator=is_ours
        )


@pytest.fixture
def serve(monkeypatch, ours):
    """Starts a mail server with a certificate; what it took in, and its port. Ours is the authority that is trusted."""
    started = []
    monkeypatch.setenv("SSL_CERT_FILE", str(ours / "certificate.pem"))

    def start(scheme, folder):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            place = {"hostname": "127.0.0.1", "port": probe.getsockname()[1]}
        inbox = Inbox()
        if scheme == "smtp+starttls":
            server = StartTls(inbox, context, **place)
        elif scheme == "smtps":
            signing_in = {"auth_required": True, "auth_require_tls": False, "authenticator": is_ours}
            server = Controller(inbox, ssl_context=context, **signing_in, **place)
        else:
            server = Controller(inbox, **place)
        server.start()
        started.append(server)
        return inbox.letters, server.port

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def post(site):
    """Sends a letter through the server at the address."""

    def hand_over(url):
        site.extensions["settings"] = replace(site.extensions["settings"], smtp=MailServer.at(url))
        with site.app_context():
            send("reader@example.org", "Subject", "Text of the letter")

    return hand_over


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_letter_goes_out_encrypted_and_signed_in(serve, post, ours, scheme):
    letters, port = serve(scheme, ours)
    post(f"{scheme}://{ACCOUNT}@localhost:{port}")
    [(encrypted, recipients, text)] = letters
    assert (encrypted, recipients) == (True, ["reader@example.org"])
    assert "Text of the letter" in text


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_server_with_a_wrong_certificate_gets_nothing(serve, post, foreign, scheme):
    letters, port = serve(scheme, foreign)
    with pytest.raises(NotSent, match="certificate verify failed"):
        post(f"{scheme}://{ACCOUNT}@localhost:{port}")
    assert letters == []


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_certificate_for_another_name_is_wrong_too(serve, post, foreign, monkeypatch, scheme):
    monkeypatch.setenv("SSL_CERT_FILE", str(foreign / "certificate.pem"))
    letters, port = serve(scheme, foreign)
    monkeypatch.setenv("SSL_CERT_FILE", str(foreign / "certificate.pem"))
    with pytest.raises(NotSent, match="Hostname mismatch"):
        post(f"{scheme}://{ACCOUNT}@localhost:{port}")
    assert letters == []


def test_a_wrong_password_is_told_and_not_repeated(serve, post, ours):
    letters, port = serve("smtps", ours)
    with pytest.raises(NotSent, match="535") as refusal:
        post(f"smtps://letters%40example.org:canary@localhost:{port}")
    assert "canary" not in str(refusal.value)
    assert letters == []


def test_a_server_that_offers_no_encryption_gets_nothing(serve, post, ours):
    letters, port = serve("smtp", ours)
    with pytest.raises(NotSent, match="STARTTLS"):
        post(f"smtp+starttls://{ACCOUNT}@localhost:{port}")
    assert letters == []


def test_plain_smtp_reaches_this_machine(serve, post, ours):
    letters, port = serve("smtp", ours)
    post(f"smtp://127.0.0.1:{port}")
    assert len(letters) == 1


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.1", "localhost.example.org", "[2001:db8::1]"])
def test_plain_smtp_goes_to_no_other_machine(host):
    with pytest.raises(UnusableServer, match="unencrypted"):
        MailServer.at(f"smtp://{host}")


@pytest.mark.parametrize("url", ["smtp://localhost", "smtp://[::1]:2525", "smtp://127.0.0.2"])
def test_this_machine_has_several_names(url):
    assert MailServer.at(url).host


def test_the_usual_ports_are_known_and_the_password_is_not_shown():
    assert [MailServer.at(f"{scheme}://mail.example.org").port for scheme in ("smtps", "smtp+starttls")] == [465, 587]
    server = MailServer.at(f"smtps://{ACCOUNT}@mail.example.org")
    assert (server.user, server.password) == (USER, PASSWORD)
    assert PASSWORD not in repr(server)
