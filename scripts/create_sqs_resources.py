"""Create the video and messaging queues: python scripts/create_sqs_resources.py ap-northeast-2."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.queue_command import queue_command
from sizing.queues import MESSAGING, VIDEO

main = queue_command((VIDEO, MESSAGING), "the video and messaging queues")

if __name__ == "__main__":
    main()
