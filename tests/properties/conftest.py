"""Hypothesis, the same every time: the run in CI tries what the run at your desk tried.

`HYPOTHESIS_PROFILE=explore` looks elsewhere and longer.
"""

import os

from hypothesis import HealthCheck, Phase, settings

_SHARED = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    "phases": [Phase.explicit, Phase.generate, Phase.shrink],
}

settings.register_profile("same", derandomize=True, max_examples=40, **_SHARED)
settings.register_profile(
    "explore", max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "1500")), print_blob=True, **_SHARED
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
