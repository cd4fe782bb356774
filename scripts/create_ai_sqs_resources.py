"""Create the three AI queues: python scripts/create_ai_sqs_resources.py ap-northeast-2."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.queue_command import queue_command
from sizing.queues import AI_BASIC, AI_LITE, AI_PREMIUM

main = queue_command((AI_LITE, AI_BASIC, AI_PREMIUM), "the lite, basic and premium AI queues")

if __name__ == "__main__":
    main()
