"""The record of meetings: what papers say was recommended, moved, voted, resolved and set right, at which meeting, on which item.

`read.read_record` reads one paper's record from its passages; the library writes it in the transaction that writes them, and joins the
papers of one meeting when relations are worked out (ingest/library/record_rows.py). Ask `ingest.library.record.Record(library)`:

    meetings(allowed)                    all meetings, newest first, with the papers that tell of each, and whether it was cancelled
    meeting(key, allowed)                one meeting: items, each with its agenda entry, reports, appendices, minutes, decision records
    clauses(allowed, kinds, since, until)  recommendations, resolutions and actions, each printed one once, with their item, entry, votes,
                                         motions and corrections; superseded papers left out
    item(entries, allowed)               one item, by the row numbers that ingest/library/headings.py lists
    corrections(allowed)                 "£45,000 should read £54,000", minutes amended, items withdrawn, meetings cancelled or moved

`allowed` are the classifications that the reader may see; a statement is left out where any passage that holds its words may not be
seen. `Words` (a passage and two offsets) is what a citation is made of. Who was present stands in a minute without number and title.
The noun by noun account is in models.py. Names and titles are compared in names.py alone: `body_key`, `same_body`, `same_title`.
"""
