"""Looking at dead letters takes none of them away."""

from datetime import timedelta

import pytest

from ops.problem import Problem
from ops.queues.find import find_url, pairs, read
from ops.queues.peek import peek, shortened
from tests.ops.queues.conftest import Platform


def test_looking_ten_times_leaves_every_dead_letter_where_it_was(platform: Platform) -> None:
    bodies = [f"job {number:02}" for number in range(25)]
    platform.send("video-dlq", bodies)
    dead_letters = read(platform.sqs, platform.urls["video-dlq"])
    for _ in range(10):
        look = peek(platform.sqs, dead_letters, 100)
        assert sorted(letter.body for letter in look.letters) == bodies
        assert look.still_hidden == 0
    after = read(platform.sqs, platform.urls["video-dlq"])
    assert (after.waiting, after.in_flight) == (25, 0)
    assert platform.bodies("video-dlq") == bodies
    assert platform.bodies("video") == []


def test_no_more_is_looked_at_than_was_asked_for(platform: Platform) -> None:
    platform.send("video-dlq", [f"job {number}" for number in range(25)])
    look = peek(platform.sqs, read(platform.sqs, platform.urls["video-dlq"]), 13)
    assert len(look.letters) == 13


def test_a_dead_letter_tells_when_it_was_sent_and_fourteen_days_later_expires(platform: Platform) -> None:
    platform.sqs.send_message(
        QueueUrl=platform.urls["ai-lite-dlq"],
        MessageBody='{"job": 7}',
        MessageAttributes={
            "tenant": {"DataType": "String", "StringValue": "seoul"},
            "raw": {"DataType": "Binary", "BinaryValue": b"\x00\x01"},
        },
    )
    (letter,) = peek(platform.sqs, read(platform.sqs, platform.urls["ai-lite-dlq"]), 10).letters
    (message,) = platform.take_all("ai-lite-dlq")
    assert letter.message_id == message.get("MessageId")
    assert letter.sent.timestamp() * 1000 == pytest.approx(int(message.get("Attributes", {})["SentTimestamp"]))
    assert letter.expires - letter.sent == timedelta(days=14)
    assert letter.attributes == {"raw": "AAE=", "tenant": "seoul"}
    assert letter.receives == 1


def test_a_queue_whose_jobs_are_counted_is_not_looked_at(platform: Platform) -> None:
    platform.send("video", ["job"])
    with pytest.raises(Problem, match="academy-video-jobs moves what is received too often"):
        peek(platform.sqs, read(platform.sqs, platform.urls["video"]), 10)
    (message,) = platform.take_all("video")
    assert message.get("Attributes", {})["ApproximateReceiveCount"] == "1"


def test_an_interrupted_look_lets_every_message_go(platform: Platform) -> None:
    platform.send("video-dlq", [f"job {number}" for number in range(25)])
    calls = 0

    def interrupt(**_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt

    dead_letters = read(platform.sqs, platform.urls["video-dlq"])
    platform.sqs.meta.events.register("before-send.sqs.ReceiveMessage", interrupt)
    with pytest.raises(KeyboardInterrupt):
        peek(platform.sqs, dead_letters, 100)
    platform.sqs.meta.events.unregister("before-send.sqs.ReceiveMessage", interrupt)
    after = read(platform.sqs, platform.urls["video-dlq"])
    assert (after.waiting, after.in_flight) == (25, 0)


def test_an_empty_queue_shows_nothing(platform: Platform) -> None:
    assert peek(platform.sqs, read(platform.sqs, platform.urls["video-dlq"]), 10).letters == []


def test_a_long_body_is_cut_and_control_characters_do_not_reach_the_terminal(platform: Platform) -> None:
    platform.send("video-dlq", ["a\nb\tc" + "d" * 100])
    (letter,) = peek(platform.sqs, read(platform.sqs, platform.urls["video-dlq"]), 1).letters
    assert shortened(letter, 12).body == "a b cdddddd…"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("video", "video"),
        ("video-dlq", "video-dlq"),
        ("academy-video-jobs", "video"),
        ("academy-video-jobs-dlq", "video-dlq"),
    ],
)
def test_a_queue_is_found_by_its_key_and_by_its_name(platform: Platform, said: str, key: str) -> None:
    assert find_url(pairs(platform.urls), said) == platform.urls[key]


def test_an_unknown_queue_is_told_with_those_that_there_are(platform: Platform) -> None:
    with pytest.raises(Problem, match=r'QUEUE is "audio"; want video, ai-lite, ai-basic, ai-premium or messaging$'):
        platform.pair("audio")
    with pytest.raises(Problem, match=r'QUEUE is "audio"; want video, video-dlq, ai-lite, .* or messaging-dlq$'):
        find_url(pairs(platform.urls), "audio")


def test_outputs_without_a_queue_are_told(platform: Platform) -> None:
    urls = {key: url for key, url in platform.urls.items() if key != "video-dlq"}
    with pytest.raises(Problem, match="output queue_urls lacks video-dlq; has `pulumi up` come through"):
        pairs(urls)
