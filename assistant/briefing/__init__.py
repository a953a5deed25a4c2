"""Documents that officers write from papers: briefing notes, comparisons, trackers, registers of decisions."""
