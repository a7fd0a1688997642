"""Teams that changed their name but not their factory: form is carried over under the newest name.

Laps are measured since 2018, and since then no name was borne by two teams: the season need not be asked.
"""

from pitwall.domain.team_lineage import last_team_of as team_of

__all__ = ["team_of"]
