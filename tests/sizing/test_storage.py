import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sizing.storage import MAX_DAYS, MIN_DAYS_IN_IA, MIN_IA_DAYS, FrontendSize, MediaSize


def media(
    ia_after_days: int = 30,
    glacier_after_days: int = 90,
    bucket: str | None = None,
    upload_origins: tuple[str, ...] = ("https://academy.example",),
) -> MediaSize:
    return MediaSize(
        access="public",
        bucket=bucket,
        ia_after_days=ia_after_days,
        glacier_after_days=glacier_after_days,
        noncurrent_days=30,
        abort_multipart_days=7,
        upload_origins=upload_origins,
    )


@given(
    st.integers(MIN_IA_DAYS, MAX_DAYS - MIN_DAYS_IN_IA),
    st.integers(MIN_IA_DAYS + MIN_DAYS_IN_IA, MAX_DAYS),
)
def test_an_object_stays_in_standard_ia_for_as_long_as_it_is_billed(ia: int, glacier: int) -> None:
    if glacier - ia >= 30:
        assert media(ia, glacier).glacier_after_days == glacier
    else:
        with pytest.raises(ValidationError, match=f"glacier_after_days: want {ia + 30} or more"):
            media(ia, glacier)


@pytest.mark.parametrize(
    "origin",
    [
        "https://academy.example",
        "https://*.cloudfront.net",
        "https://www.academy.co.kr:8443",
        "http://localhost:5173",
        "https://pr-*.academy.example",
        "https://xn--hu5b13fr0k.example",
        "http://10.0.0.1",
    ],
)
def test_pages_of_these_origins_may_upload(origin: str) -> None:
    assert media(upload_origins=(origin,)).upload_origins == (origin,)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "*",
        "null",
        "https://",
        "https://*",
        "http://*:80",
        "https://*.*.net",
        "https://academy.example/",
        "https://academy.example/upload",
        "https://academy.example?x",
        "https://user@academy.example",
        "https://academy.example:",
        "https://academy.example:https",
        "https://academy.example\n",
        "https://academy..example",
        "https://-academy.example",
        "https://Academy.example",
        "HTTPS://academy.example",
        "ftp://academy.example",
        "academy.example",
    ],
)
def test_what_no_browser_sends_as_origin_or_lets_all_in_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError, match="upload_origins"):
        media(upload_origins=(origin,))


def test_uploads_from_browsers_may_be_switched_off() -> None:
    assert media(upload_origins=()).upload_origins == ()


@pytest.mark.parametrize("name", ["abc", "a" * 63, "academy-media-2", "1-2", "academy--media", "0123", "amzn-academy"])
def test_these_bucket_names_are_allowed(name: str) -> None:
    assert media(bucket=name).bucket == name
    assert FrontendSize(bucket=name, noncurrent_days=1).bucket == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "a" * 64,
        "Academy",
        "academy_media",
        "academy.media",
        "-academy",
        "academy-",
        "academy\n",
        "xn--academy",
        "sthree-academy",
        "amzn-s3-demo-academy",
        "academy-s3alias",
        "academy--ol-s3",
        "academy--x-s3",
        "academy--table-s3",
        "academy-an",
        "아카데미",
    ],
)
def test_bucket_names_that_s3_refuses_or_serves_without_tls_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="bucket"):
        media(bucket=name)
    with pytest.raises(ValidationError, match="bucket"):
        FrontendSize(bucket=name, noncurrent_days=1)
