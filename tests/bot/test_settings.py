"""Settings as people write them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import NAMES, Settings, SettingsError, unknown_names
from generators.blob_place import Bucket, S3Key


def read(folder: Path, *lines: str) -> Settings:
    file = folder / ".env"
    file.write_text("\n".join(lines), encoding="utf-8")
    return Settings(_env_file=file)


def test_a_setting_that_is_left_empty_keeps_its_default(tmp_path: Path) -> None:
    settings = read(tmp_path, "EMBEDDING_MODEL=", "WEB_PORT=")

    assert settings.embedding_model == "all-MiniLM-L6-v2"
    assert settings.web_port == 8080
    assert not settings.web_port_is_fixed


def test_a_tilde_in_a_folder_means_the_home_folder() -> None:
    settings = Settings(BACKPREP_DATA="~/backprep", BLOB_URL="~/pictures")

    assert settings.imported_questions == Path.home() / "backprep" / "questions"
    assert settings.blobs == Path.home() / "pictures"


def test_settings_of_other_programs_do_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, "SOMETHING_ELSE=1", "EMBEDDING_MODEL=mine").embedding_model == "mine"


def test_everything_lies_in_the_data_folder_until_somebody_says_otherwise(tmp_path: Path) -> None:
    settings = read(tmp_path, f"BACKPREP_DATA={tmp_path}")

    assert settings.database_url == f"sqlite:///{tmp_path}/backprep.db"
    assert settings.jobs_database_url == f"sqlite:///{tmp_path}/jobs.db"
    assert settings.blobs == tmp_path / "blobs"


def test_a_port_that_was_chosen_is_known_to_be_chosen(tmp_path: Path) -> None:
    assert read(tmp_path, "WEB_PORT=8080").web_port_is_fixed


@pytest.mark.parametrize("folder", ["/srv/a b", "file:///srv/a%20b"])
def test_a_folder_may_be_written_as_a_path_or_as_an_address(folder: str) -> None:
    assert Settings(BLOB_URL=folder).blobs == Path("/srv/a b")


KEY = S3Key("key", "secret")
OF_AWS = S3Key("AKIA", "hush/+")


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("s3://key:secret@minio:9000/a-bucket", Bucket("a-bucket", "", "https://minio:9000", "", KEY)),
        ("s3+http://key:secret@[::1]:9/a.b/c/", Bucket("a.b", "c", "http://[::1]:9", "", KEY)),
        ("s3://key:secret@s3.io/abc?region=eu-1", Bucket("abc", "", "https://s3.io", "eu-1", KEY)),
        ("s3://k%40:s/e%20:@c+%@h/abc/d/e", Bucket("abc", "d/e", "https://h", "", S3Key("k@", "s/e :@c+%"))),
        ("s3://of-aws/pictures", Bucket("of-aws", "pictures", "", "eu-2", OF_AWS)),
        ("s3://of-aws?region=eu-1", Bucket("of-aws", "", "", "eu-1", OF_AWS)),
    ],
)  # fmt: skip
def test_pictures_may_lie_in_a_bucket(address: str, bucket: Bucket) -> None:
    settings = Settings(
        BLOB_URL=address,
        AWS_ACCESS_KEY_ID="AKIA",
        AWS_SECRET_ACCESS_KEY="hush/+",  # noqa: S106 - a made-up one
        AWS_REGION="eu-2",
    )

    assert settings.blobs == bucket
    assert str(settings.blobs).startswith(f"the bucket {bucket.name} at ")


@pytest.mark.parametrize(
    "address",
    [
        "s3://",
        "s3://UPPER/x",
        "s3://key@host/bucket",
        "s3://key:secret@host",
        "s3://b/x?a=b",
        "gs://bucket",
        "file://host/folder",
        "https://s3.io/bucket",
    ],
)
def test_no_other_address_is_taken_for_a_store(address: str) -> None:
    with pytest.raises(SettingsError, match=r"BLOB_URL should be a folder, s3://KEY:SECRET@HOST"):
        Settings(BLOB_URL=address)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_both_spellings_of_postgresql_mean_the_same(scheme: str) -> None:
    settings = Settings(DATABASE_URL=f"{scheme}://ana@db/backprep")

    assert settings.database_url == "postgresql://ana@db/backprep"


MALFORMED = {
    "BLOB_URL": "s3://key:hidden5@host",
    "BACKPREP_BLOB_MIB": "hidden20",
    "BACKPREP_BLOB_DAYS": "0",
    "AWS_ENDPOINT_URL": "ftp://hidden21",
    "BACKPREP_DATA": "~nobody-of-that-name/hidden1",
    "BACKPREP_LOG": "hidden2",
    "DATABASE_URL": "postgresql://ana:hidden3@db:nonsense/backprep",
    "JOBS_DATABASE_URL": "mysql://ana:hidden4@db/backprep",
    "BACKPREP_PLAYGROUND": "hidden17",
    "WEB_HOST": "http://hidden6/",
    "WEB_PORT": "hidden7",
    "WEB_PASSWORD": "hidden8"[:7],
    "DISCORD_TOKEN": "hidden9 and more",
    "DISCORD_API_BASE": "ftp://hidden10",
    "DISCORD_GATEWAY": "https://hidden11",
    "BACKPREP_SLACK_BOT_TOKEN": "hidden12",
    "BACKPREP_SLACK_APP_TOKEN": "hidden13",
    "BACKPREP_SLACK_SIGNING_SECRET": "hidden14 ü",
    "BACKPREP_SLACK_CLIENT_SECRET": "hidden 15",
    "BACKPREP_SLACK_API_BASE": "hidden16",
    "BACKPREP_SLACK_URL": "hidden18",
    "BACKPREP_SLACK_PREFIX": "Hidden19",
}


def test_every_malformed_setting_is_named_at_once_and_none_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, *(f"{name}='{value}'" for name, value in MALFORMED.items()))

    words = str(caught.value)
    named = re.findall(r"^  (\w+) should be \S.*\.$", words, re.MULTILINE)
    assert named == list(MALFORMED)
    assert not re.search(r"[hH]idden|nobody|mysql|nonsense", words)
    assert caught.value.__context__ is None


def test_letting_other_machines_in_needs_a_password(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="WEB_PASSWORD should be set, since WEB_HOST"):
        read(tmp_path, "WEB_HOST=0.0.0.0")

    assert read(tmp_path, "WEB_HOST=0.0.0.0", "WEB_PASSWORD=open sesame").web_password
    assert read(tmp_path, "WEB_HOST=0.0.0.0", "BACKPREP_PLAYGROUND=off").web_host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"])
def test_on_loopback_no_password_is_needed(host: str) -> None:
    assert Settings(WEB_HOST=host).web_password is None


def test_a_file_that_is_not_text_is_said_so(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"WEB_PORT=\xff\xfe")

    with pytest.raises(SettingsError, match="UTF-8"):
        Settings(_env_file=tmp_path / ".env")
    assert unknown_names({}, tmp_path / ".env") == []


def test_no_secret_is_shown_when_settings_are_printed() -> None:
    settings = Settings(
        DATABASE_URL="postgresql://ana:s%20hush@db/x",
        WEB_PASSWORD="s hush 2",  # noqa: S106 - a made-up one
        DISCORD_TOKEN="s.hush.3",  # noqa: S106 - a made-up one
        BLOB_URL="s3://me:s%20hush/4@store:9000/bucket",
        AWS_SECRET_ACCESS_KEY="s hush 5",  # noqa: S106 - a made-up one
    )

    assert "hush" not in f"{settings!r} {settings} {settings.model_dump()} {settings.blobs!r}"
    secrets = {"s hush", "s%20hush", "s hush 2", "s.hush.3", "s hush/4", "s%20hush/4", "s hush 5"}
    assert secrets <= settings.secrets


def test_an_unknown_name_is_warned_of_with_the_nearest_known_one(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "BACKPREP_DATE=x\nDISCORD_TOKN=x\nSLACK_BOT_TOKEN=x\nOTHER=x\nWEB_PORT=1\n"
    )

    warnings = unknown_names({"backprep_zebra": "x", "DISCORD_TOKN_": "x"}, tmp_path / ".env")

    assert warnings == [
        "BACKPREP_DATE is no setting of Backprep. Did you mean BACKPREP_DATA?",
        "BACKPREP_ZEBRA is no setting of Backprep.",
        "DISCORD_TOKN is no setting of Backprep. Did you mean DISCORD_TOKEN?",
        "SLACK_BOT_TOKEN is no setting of Backprep. Did you mean BACKPREP_SLACK_BOT_TOKEN?",
    ]


def test_every_setting_can_be_written_by_its_name() -> None:
    assert all(re.fullmatch(r"[A-Z_]+", name) for name in NAMES)
